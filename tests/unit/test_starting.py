"""A run's start: what is planned, what is kept for the jobs, and what is put aside."""

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwork import starting
from groundwork.keys import STEPS
from groundwork.liveness import RUN
from groundwork.pipeline import Pipeline
from groundwork.plan import make_plan
from groundwork.receipts import issue
from groundwork.records import CheckBody, Record, read_record, write_record
from groundwork.starting import open_pipeline, start_pipeline

Values = dict[str, Any]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, as the present folder."""
    (tmp_path / "report" / "content").mkdir(parents=True)
    for name in ("claims.yaml", "timing_claims.yaml"):
        (tmp_path / "report" / "content" / name).write_text("[]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(RUN, "")  # what a start says there is not for other tests
    return tmp_path


@pytest.fixture
def values(values: Values) -> Values:
    """Parameters that need no data but the digits, with a check."""
    values["data"]["datasets"] = ["digits"]
    values["studies"]["rates"]["checks"] = ["adam_state_bytes"]
    return values


@pytest.fixture
def opened(root: Path, values: Values, write: Callable[[object], Path]) -> Pipeline:
    write(values)
    return open_pipeline(Path(), Path("params.yaml"), None, {})


def write_check(pipeline: Pipeline) -> Path:
    """Write the record of the check as a job would, and return its path."""
    name = pipeline.plan.studies["rates"].checks["adam_state_bytes"]
    path = Path("results/records") / f"{name}.json"
    body = CheckBody(holds=True, measured={})
    write_record(path, Record(name=name, identity=pipeline.plan.records[name].identity, body=body))
    return path


def test_the_arguments_tell_a_job_all_that_was_decided(
    root: Path, values: Values, write: Callable[[object], Path]
) -> None:
    values["data"]["datasets"] = ["digits", "mnist"]
    values["studies"]["rates"]["vary"] = {"dataset": ["mnist"]}
    write(values).rename(root / "my params.yaml")

    pipeline = open_pipeline(Path(), Path("my params.yaml"), "small", {"mnist": "digits"})

    told = shlex.split(pipeline.arguments)
    assert told == ["--params", "my params.yaml", "--budget", "small", "--stand-in=mnist=digits", "--device", "cpu"]
    assert [variant.spec.dataset for variant in pipeline.plan.studies["rates"].variants] == ["digits"]


@pytest.mark.usefixtures("opened")
def test_what_a_start_tells_its_jobs_is_the_same_at_every_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has Snakemake compare the parameters of jobs has nothing made again for it."""
    first = start_pipeline({}).arguments
    run = os.environ[RUN]

    assert start_pipeline({}).arguments == first == "--params params.yaml --device cpu"
    assert os.environ[RUN] != run


@pytest.mark.usefixtures("opened")
def test_a_folder_that_can_hold_no_run_is_a_mistake_of_one_line(root: Path) -> None:
    (root / ".snakemake").mkdir(exist_ok=True)
    (root / ".snakemake" / "groundwork").write_text("a file", encoding="utf-8")

    with pytest.raises(SystemExit) as end:
        start_pipeline({})

    place, remedy = ".snakemake/groundwork", "move away what lies in its place and run the same command again"
    assert f"{end.value.code}".partition("/run-")[0] == place
    assert f"{end.value.code}".endswith(f": Not a directory; {remedy}")


def test_a_start_puts_aside_what_is_false_and_keeps_what_is_true(
    opened: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    check = write_check(opened)
    damaged = next(path for path in opened.records if path != check)
    damaged.write_text("{}", encoding="utf-8")
    with opened.making("judge", opened.keys.of("judge")) as outputs:
        Path("results/facts.csv").write_text("name\n", encoding="utf-8")
        outputs.append(Path("results/facts.csv"))
    with opened.making("render", opened.keys.of("render")):
        pass
    Path("results/facts.csv").write_text("changed\n", encoding="utf-8")

    started = start_pipeline({})

    assert started.plan == opened.plan
    assert read_record(check).name == check.stem
    assert not damaged.exists()
    assert damaged.with_suffix(".refused").read_text(encoding="utf-8") == "{}"
    assert not opened.receipt("judge").exists()
    assert opened.receipt("render").exists()
    refused = f"{damaged}: not a readable record ('checksum'); set aside as {damaged.stem}.refused, made again\n"
    assert capsys.readouterr() == ("", refused)


def test_another_file_and_another_budget_come_from_the_command_line(
    root: Path, values: Values, write: Callable[[object], Path]
) -> None:
    values["budgets"]["large"] = values["budgets"]["small"] | {"epochs": 9}
    write(values).rename(root / "mine.yaml")

    pipeline = start_pipeline({"params": "mine.yaml", "budget": "large"})

    assert [variant.spec.model_dump()["epochs"] for variant in pipeline.plan.studies["rates"].variants] == [9, 9]
    assert pipeline.arguments == ("--params mine.yaml --budget large --device cpu")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"buget": "quick"}, "--config buget=quick: unknown key; did you mean 'budget'? (budget, params)"),
        ({"budget": "quick"}, "budget=quick: not a budget of params.yaml (small)"),
        ({"budget": 3}, "budget=3: not a budget of params.yaml (small)"),
        (
            {"params": 3},
            "3: no such file; name an existing one, or restore params.yaml from the repository",
        ),
    ],
)
def test_a_wrong_command_line_ends_the_start_with_one_line(
    opened: Pipeline, config: dict[str, object], message: str
) -> None:
    with pytest.raises(SystemExit) as end:
        start_pipeline(config)

    assert end.value.code == message


def test_a_dataset_that_only_some_variants_name_leaves_the_default_in_use(
    root: Path, values: Values, write: Callable[[object], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variant without a dataset of its own is trained on the default one, which must be there too."""
    asked: list[list[str]] = []

    def secure(names: list[str], *_rest: object, **_settings: object) -> dict[str, str]:
        asked.append(list(names))
        return {name: name for name in names}

    monkeypatch.setattr("groundwork.starting.secure", secure)
    values["data"]["datasets"] = ["digits", "mnist", "fashion-mnist"]
    values["studies"] = {"rates": {"variants": [{"optimizer": "sgd"}, {"dataset": "mnist"}]}}
    write(values)

    start_pipeline({})

    assert asked == [["digits", "mnist"]]


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The budgets of the plans that are made from here on."""
    made: list[str] = []

    def tell_and_make(params: Any, *rest: Any) -> Any:
        made.append(params.budget)
        return make_plan(params, *rest)

    monkeypatch.setattr("groundwork.starting.make_plan", tell_and_make)
    return made


def job(budget: str | None = None, device: str | None = "cpu") -> Pipeline:
    """Open the pipeline as a job does."""
    return open_pipeline(Path(), Path("params.yaml"), budget, {}, device)


def test_a_job_finds_what_the_start_has_planned(opened: Pipeline, planned: list[str]) -> None:
    started = start_pipeline({})
    assert planned == ["small"]

    found = job()

    assert planned == ["small"]
    assert (found.plan, found.arguments) == (started.plan, started.arguments)
    assert found.keys.known == started.keys.known
    assert {"tabulate.rates", "draw.rates", *STEPS} == started.keys.known.keys()


def test_the_next_start_finds_it_too(opened: Pipeline, planned: list[str]) -> None:
    first = start_pipeline({})
    second = start_pipeline({})

    assert planned == ["small"]
    assert second.plan == first.plan
    assert second.arguments == first.arguments


def test_a_start_with_another_device_plans_anew(
    opened: Pipeline, planned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = start_pipeline({})
    monkeypatch.setattr("groundwork.starting.device_kind", lambda _setting: "cuda")
    second = start_pipeline({})

    assert planned == ["small", "small"]
    assert set(second.records).isdisjoint(first.records)


@pytest.mark.parametrize("name", ["params.yaml", "report/content/claims.yaml"])
def test_a_job_plans_anew_where_one_byte_is_another(
    root: Path, opened: Pipeline, planned: list[str], name: str
) -> None:
    start_pipeline({})
    with (root / name).open("a", encoding="utf-8") as file:
        file.write("# a comment\n")

    assert job().plan == opened.plan
    assert planned == ["small", "small"]


def test_a_job_plans_anew_where_it_is_told_something_else(opened: Pipeline, planned: list[str]) -> None:
    start_pipeline({})

    for told in [job("small"), job(device=None)]:
        assert told.plan == opened.plan
    assert job(device="cuda").plan.records.keys().isdisjoint(opened.plan.records.keys())

    assert planned == ["small"] * 4


def test_what_is_kept_and_damaged_is_planned_anew(root: Path, opened: Pipeline, planned: list[str]) -> None:
    start_pipeline({})
    (kept,) = (path for path in (root / ".snakemake" / "groundwork").iterdir() if path.is_file())
    kept.write_bytes(kept.read_bytes()[:-1])

    assert job().plan == opened.plan
    assert planned == ["small", "small"]


@pytest.mark.parametrize("under_way", ["secure", "make_plan"])
def test_what_is_edited_while_a_start_works_is_planned_by_the_next_one(
    opened: Pipeline, values: Values, write: Callable[[object], Path], monkeypatch: pytest.MonkeyPatch, under_way: str
) -> None:
    """A download takes minutes, between reading the parameters and planning with them."""

    def edit_and_do(*arguments: Any, **settings: Any) -> Any:
        write(values)
        return do(*arguments, **settings)

    values["studies"]["rates"]["vary"] = {"learning_rate": [0.2]}
    do = getattr(starting, under_way)
    monkeypatch.setattr(starting, under_way, edit_and_do)
    assert start_pipeline({}).plan == opened.plan
    # Made from files before and after the edit, it would be found again where the edit is taken back.
    assert not [path for path in Path(".snakemake/groundwork").iterdir() if path.is_file()]

    for pipeline in (job(), start_pipeline({})):
        (variant,) = pipeline.plan.studies["rates"].variants
        assert variant.spec.model_dump()["learning_rate"] == 0.2


def test_the_page_of_the_clock_is_made_again_where_something_is_still_to_be_trained(
    opened: Pipeline, root: Path
) -> None:
    page = root / "results" / "timings.html"
    page.parent.mkdir()
    page.write_text("", encoding="utf-8")
    issue(Path(), "clock", opened.keys.of("clock"), [Path("results/timings.html")])

    start_pipeline({})

    assert not opened.receipt("clock").exists()


def test_the_page_of_the_clock_stays_where_every_record_is_there(
    root: Path, values: Values, write: Callable[[object], Path]
) -> None:
    values["studies"] = {"rates": {"checks": ["adam_state_bytes"]}}
    write(values)
    opened = job()
    write_check(opened)
    issue(Path(), "clock", opened.keys.of("clock"), [])

    start_pipeline({})

    assert opened.receipt("clock").exists()


def test_a_study_that_is_asked_for_and_does_not_exist_ends_the_start_with_one_line(
    opened: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["snakemake", "study_rates", "study_rate", "--cores", "2"])

    with pytest.raises(SystemExit) as end:
        start_pipeline({})

    assert end.value.code == "snakemake study_rate: no such study; did you mean 'study_rates'? (study_rates)"
