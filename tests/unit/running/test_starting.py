"""A run's start: what is planned, what is kept for the jobs, and what is put aside."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwork.config.reading import read_params
from groundwork.core import identity
from groundwork.dataset.origins import ORIGINS
from groundwork.dataset.paths import prepared_path
from groundwork.planning.plan import make_plan
from groundwork.records.files import read_record, write_record
from groundwork.records.schema import CheckBody, Record
from groundwork.running import digests
from groundwork.running.devices import DeviceKind
from groundwork.running.keys import STEPS
from groundwork.running.liveness import RUN
from groundwork.running.pipeline import Pipeline
from groundwork.running.plan_cache import PLAN_CACHE, load_exported_plan
from groundwork.running.receipts import write_receipt
from groundwork.running.starting import plan_pipeline, start_pipeline

Values = dict[str, Any]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project as the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("os.environ", dict(os.environ))  # what a start says there is not for other tests
    monkeypatch.setattr("sys.argv", ["snakemake"])
    return tmp_path


@pytest.fixture
def values(values: Values) -> Values:
    """Parameters with only the digits and a check."""
    values["data"]["datasets"] = ["digits"]
    values["studies"]["rates"]["checks"] = ["adam_state_bytes"]
    return values


def planned_here(budget: str | None = None, device: DeviceKind = "cpu") -> Pipeline:
    """Plan with the parameters in the working directory, without a start."""
    return plan_pipeline(Path(), read_params(Path("params.yaml"), ORIGINS, budget), {}, device)


@pytest.fixture
def opened(root: Path, values: Values, write: Callable[[object], Path]) -> Pipeline:
    write(values)
    return planned_here()


def write_check(pipeline: Pipeline) -> Path:
    """Write the record of the check as a job would, and return its path."""
    name = pipeline.plan.studies["rates"].checks["adam_state_bytes"]
    path = Path("results/records") / f"{name}.json"
    body = CheckBody(holds=True, measured={})
    write_record(path, Record(name=name, identity=pipeline.plan.records[name].identity, body=body))
    return path


def test_unavailable_dataset_has_its_fallback_in_the_plan(
    root: Path, values: Values, write: Callable[[object], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    values["data"]["datasets"] = ["digits", "mnist"]
    values["studies"]["rates"]["vary"] = {"dataset": ["mnist"]}
    write(values)
    monkeypatch.setattr("groundwork.running.starting.resolve_datasets", lambda *_told, **_settings: {"mnist": "digits"})

    start_pipeline({})

    pipeline = load_exported_plan(Path())
    assert [variant.spec.dataset for variant in pipeline.plan.studies["rates"].variants] == ["digits"]


@pytest.mark.usefixtures("opened")
def test_each_start_is_a_run_of_its_own() -> None:
    start_pipeline({})
    run = os.environ[RUN]
    start_pipeline({})

    assert os.environ[RUN] != run


@pytest.mark.usefixtures("opened")
def test_a_folder_that_can_hold_no_run_is_a_mistake_of_one_line(root: Path) -> None:
    (root / ".snakemake").mkdir(exist_ok=True)
    (root / ".snakemake" / "groundwork").write_text("a file", encoding="utf-8")

    with pytest.raises(SystemExit) as end:
        start_pipeline({})

    place, remedy = ".snakemake/groundwork", "move away what is in its place and run the same command again"
    assert f"{end.value.code}".partition("/run-")[0] == place
    assert f"{end.value.code}".endswith(f": Not a directory; {remedy}")


def test_a_start_puts_aside_what_is_false_and_keeps_what_is_true(
    opened: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    check = write_check(opened)
    damaged = next(path for path in opened.records if path != check)
    damaged.write_text("{}", encoding="utf-8")
    Path("results/facts.csv").write_text("name\n", encoding="utf-8")
    write_receipt(Path(), "judge", opened.keys.of("judge"), {}, [Path("results/facts.csv")])
    write_receipt(Path(), "tabulate.rates", opened.keys.of("tabulate.rates"), {}, [])
    Path("results/facts.csv").write_text("changed\n", encoding="utf-8")

    started = start_pipeline({})

    assert started.plan == opened.plan
    assert read_record(check).name == check.stem
    assert not damaged.exists()
    assert damaged.with_name(f"{damaged.name}.refused").read_text(encoding="utf-8") == "{}"
    assert not opened.receipt("judge").exists()
    assert opened.receipt("tabulate.rates").exists()
    refused = f"{damaged}: not a readable record ('checksum'); set aside as {damaged.name}.refused, made again\n"
    assert capsys.readouterr() == ("", refused)


def test_another_file_and_another_budget_come_from_the_command_line(
    root: Path, values: Values, write: Callable[[object], Path]
) -> None:
    values["budgets"]["large"] = values["budgets"]["small"] | {"epochs": 9}
    write(values).rename(root / "mine.yaml")

    pipeline = start_pipeline({"params": "mine.yaml", "budget": "large"})

    assert [variant.spec.model_dump()["epochs"] for variant in pipeline.plan.studies["rates"].variants] == [9, 9]
    assert load_exported_plan(Path()).plan == pipeline.plan


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
    """A variant without its own dataset is trained on the default one, which must be available too."""
    asked: list[list[str]] = []

    def resolve_datasets(names: list[str], *_rest: object, **_settings: object) -> dict[str, str]:
        asked.append(list(names))
        return {name: name for name in names}

    monkeypatch.setattr("groundwork.running.starting.resolve_datasets", resolve_datasets)
    values["data"]["datasets"] = ["digits", "mnist", "fashion-mnist"]
    values["studies"] = {"rates": {"variants": [{"optimizer": "sgd"}, {"dataset": "mnist"}]}}
    write(values)

    start_pipeline({})

    assert asked == [["digits", "mnist"]]


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The budgets of all plans made from now on."""
    made: list[str] = []

    def tell_and_make(params: Any, *rest: Any) -> Any:
        made.append(params.budget)
        return make_plan(params, *rest)

    monkeypatch.setattr("groundwork.running.starting.make_plan", tell_and_make)
    return made


def test_a_job_finds_what_the_start_has_planned(opened: Pipeline, planned: list[str]) -> None:
    started = start_pipeline({})

    found = load_exported_plan(Path())

    assert planned == ["small"]
    assert found.plan == started.plan == opened.plan
    assert found.keys.known == started.keys.known
    assert {"tabulate.rates", "draw.rates", *STEPS} == started.keys.known.keys()


def test_the_next_start_finds_it_too(opened: Pipeline, planned: list[str]) -> None:
    first, second = (start_pipeline({}) for _ in range(2))

    assert planned == ["small"]
    assert second.plan == first.plan


def test_a_start_with_another_device_plans_anew(
    opened: Pipeline, planned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = start_pipeline({})
    monkeypatch.setattr("groundwork.running.starting.device_kind", lambda _setting: "cuda")
    second = start_pipeline({})

    assert planned == ["small", "small"]
    assert set(second.records).isdisjoint(first.records)
    assert load_exported_plan(Path()).plan == second.plan


def test_a_comment_in_the_parameters_is_nothing_new_and_an_edit_is(
    root: Path, opened: Pipeline, planned: list[str], values: Values, write: Callable[[object], Path]
) -> None:
    start_pipeline({})
    with (root / "params.yaml").open("a", encoding="utf-8") as file:
        file.write("# a comment\n")
    start_pipeline({})
    assert planned == ["small"]

    values["studies"]["rates"]["vary"] = {"learning_rate": [0.2]}
    write(values)

    (variant,) = start_pipeline({}).plan.studies["rates"].variants
    assert variant.spec.model_dump()["learning_rate"] == 0.2
    assert planned == ["small", "small"]


def test_an_edit_while_a_run_is_under_way_concerns_no_job_of_it(
    opened: Pipeline, values: Values, write: Callable[[object], Path]
) -> None:
    start_pipeline({})
    values["studies"]["rates"]["vary"] = {"learning_rate": [0.2]}
    write(values)

    assert load_exported_plan(Path()).plan == opened.plan


def test_what_is_kept_and_damaged_is_planned_anew(root: Path, opened: Pipeline, planned: list[str]) -> None:
    start_pipeline({})
    for kept in (root / PLAN_CACHE).iterdir():
        kept.write_bytes(kept.read_bytes()[:-1])

    assert start_pipeline({}).plan == opened.plan
    assert planned == ["small", "small"]


def test_a_start_with_other_parameters_reads_no_source_again(
    root: Path, opened: Pipeline, values: Values, write: Callable[[object], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def forget() -> None:
        cached: list[Any] = [identity.normalized_source, identity.imported_files, identity.source_closure]
        for function in [*cached, digests._source_of_job, digests._files_of_job]:
            function.cache_clear()

    normalized = identity._normalized

    def before_planning(*arguments: Any) -> str:
        assert identity._known is None
        return normalized(*arguments)

    forget()
    keys = start_pipeline({}).keys.known
    values["studies"]["rates"]["vary"] = {"learning_rate": [0.2]}
    write(values)
    forget()
    monkeypatch.setattr(identity, "_normalized", before_planning)  # the digest of the data
    monkeypatch.setattr(identity, "_imported_modules", None)

    others = start_pipeline({}).keys.known

    assert others.keys() == keys.keys()
    assert {step for step in keys if others[step] == keys[step]} == set()
    write(values | {"studies": {"rates": values["studies"]["rates"] | {"vary": {"learning_rate": [0.1, 0.01]}}}})
    assert start_pipeline({}).keys.known == keys


@pytest.mark.parametrize(("is_alone", "are_left"), [(True, 1), (False, 2)])
def test_what_old_runs_have_kept_is_deleted_where_no_other_run_is_alive(
    root: Path, opened: Pipeline, monkeypatch: pytest.MonkeyPatch, is_alone: bool, are_left: int
) -> None:
    old, new = (root / PLAN_CACHE / name for name in ("old", "new"))
    for path in (old, new):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    os.utime(old, (0, 0))
    monkeypatch.setattr("groundwork.running.starting.begin", lambda _root: is_alone)

    start_pipeline({})

    assert len([path for path in (old, new) if path.exists()]) == are_left


def test_the_page_of_the_clock_is_made_again_where_something_is_still_to_be_trained(
    opened: Pipeline, root: Path
) -> None:
    page = root / "results" / "timings.html"
    page.parent.mkdir()
    page.write_text("", encoding="utf-8")
    write_receipt(Path(), "clock", opened.keys.of("clock"), {}, [Path("results/timings.html")])

    start_pipeline({})

    assert not opened.receipt("clock").exists()


def test_the_page_of_the_clock_stays_where_every_record_is_there(
    root: Path, values: Values, write: Callable[[object], Path]
) -> None:
    values["studies"] = {"rates": {"checks": ["adam_state_bytes"]}}
    write(values)
    opened = planned_here()
    write_check(opened)
    write_receipt(Path(), "clock", opened.keys.of("clock"), {}, [])

    start_pipeline({})

    assert opened.receipt("clock").exists()


def test_unknown_study_target_is_one_line_error(opened: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["snakemake", "study_rates", "study_rate", "--cores", "2"])

    with pytest.raises(SystemExit) as end:
        start_pipeline({})

    assert end.value.code == "snakemake study_rate: no such study; did you mean 'study_rates'? (study_rates)"


@pytest.mark.parametrize("word", ["results/records/foo.json", "./results/records/foo.json"])
def test_unplanned_record_target_is_one_line_error(
    opened: Pipeline, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setattr("sys.argv", ["snakemake", str(opened.records[0]), word])

    with pytest.raises(SystemExit) as end:
        start_pipeline({})

    assert end.value.code == (f"snakemake {word}: no such record is planned now; `snakemake -n` names those to be made")


def test_start_prepares_missing_data_of_existing_records(opened: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise Snakemake would retrain the existing ones."""
    monkeypatch.setattr("groundwork.running.pipeline.Pipeline.missing_data", lambda _self: ["digits"])
    start_pipeline({})

    assert prepared_path("digits", Path()).exists()


def test_inputs_have_no_future_mtime(opened: Pipeline) -> None:
    """Snakemake rejects inputs with a future mtime, as a wrong clock can leave."""
    record = write_check(opened)
    write_receipt(Path(), "judge", opened.keys.of("judge"), {}, [])
    paths = [record, opened.receipt("judge")]
    for path in paths:
        os.utime(path, (time.time() + 1e6, time.time() + 1e6))

    start_pipeline({})

    assert [path for path in paths if path.stat().st_mtime > time.time()] == []
