"""The run as Snakemake and its jobs see it."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from groundwork.dataset.origins import digest
from groundwork.errors import UserError
from groundwork.pipeline import Pipeline, open_pipeline, start_pipeline
from groundwork.records import CheckBody, Record, read_record, write_record

Values = dict[str, Any]
Open = Callable[..., Pipeline]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, as the present folder."""
    (tmp_path / "report" / "content").mkdir(parents=True)
    (tmp_path / "report" / "content" / "claims.yaml").write_text("[]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
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


def test_every_planned_thing_has_a_path_below_the_root(opened: Pipeline) -> None:
    assert [path.parent.as_posix() for path in opened.records] == ["results/records"] * 3
    assert [path.name.rpartition("-")[0] for path in opened.table_receipts] == ["tabulate.rates"]
    assert [path.name.rpartition("-")[0] for path in opened.figure_receipts] == ["draw.rates"]
    assert opened.receipt("judge").as_posix() == f"results/receipts/judge-{opened.keys.of('judge')}.json"
    assert opened.tables_of(SimpleNamespace(study="rates")) == opened.table_receipts[0]
    assert sorted(opened.records_of(SimpleNamespace(study="rates"))) == sorted(opened.records)


def test_training_needs_its_data_and_a_check_none(opened: Pipeline) -> None:
    study = opened.plan.studies["rates"]
    prepared = Path(f"data/prepared/digits-{digest('digits')}.npz")

    assert opened.data_of(SimpleNamespace(record=study.variants[0].record)) == [prepared]
    assert opened.data_of(SimpleNamespace(record=study.checks["adam_state_bytes"])) == []
    assert opened.pictures_of(SimpleNamespace(study="rates")) == [prepared]


def test_the_arguments_tell_a_job_all_that_was_decided(
    root: Path, values: Values, write: Callable[[object], Path]
) -> None:
    values["data"]["datasets"] = ["digits", "mnist"]
    values["studies"]["rates"]["vary"] = {"dataset": ["mnist"]}
    write(values).rename(root / "my params.yaml")

    pipeline = open_pipeline(Path(), Path("my params.yaml"), "small", {"mnist": "digits"})

    *told, warm, socket = shlex.split(pipeline.arguments)
    assert told == ["--params", "my params.yaml", "--budget", "small", "--stand-in=mnist=digits"]
    assert (warm, Path(socket).name.isdigit()) == ("--warm", True)
    assert [variant.spec.dataset for variant in pipeline.plan.studies["rates"].variants] == ["digits"]


def test_a_step_that_is_made_has_a_receipt_under_its_present_key(opened: Pipeline) -> None:
    with opened.making("judge", opened.keys.of("judge")) as outputs:
        Path("results").mkdir()
        Path("results/facts.csv").write_text("name\n", encoding="utf-8")
        outputs.append(Path("results/facts.csv"))
        assert not opened.receipt("judge").exists()

    assert list(json.loads(opened.receipt("judge").read_text(encoding="utf-8"))) == ["results/facts.csv"]


def test_a_step_that_fails_has_no_receipt_any_more(opened: Pipeline) -> None:
    with opened.making("judge", opened.keys.of("judge")):
        pass
    assert opened.receipt("judge").exists()

    with pytest.raises(ZeroDivisionError), opened.making("judge", opened.keys.of("judge")):
        _ = 1 / 0

    assert not opened.receipt("judge").exists()


def test_a_step_that_was_planned_with_another_key_is_not_made(opened: Pipeline) -> None:
    with opened.making("judge", opened.keys.of("judge")):
        pass

    with pytest.raises(UserError) as error, opened.making("judge", "0" * 12):
        pass

    told = "the source or the parameters changed while the run was under way; run the same command again"
    assert str(error.value) == f"judge: {told}"
    assert opened.receipt("judge").exists()


def test_a_sweep_deletes_the_folders_of_studies_that_are_not_planned(opened: Pipeline) -> None:
    opened.sweep()
    for name in ("tables/rates/runs.csv", "tables/gone/runs.csv", "figures/gone/curves.svg", "tables/notes.txt"):
        path = Path("results") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n", encoding="utf-8")

    opened.sweep()

    assert sorted(path.as_posix() for path in Path("results").rglob("*.*")) == [
        "results/tables/notes.txt",
        "results/tables/rates/runs.csv",
    ]


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

    assert {variant.spec.epochs for variant in pipeline.plan.studies["rates"].variants} == {9}
    assert pipeline.arguments.startswith("--params mine.yaml --budget large --warm ")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"buget": "quick"}, "--config buget=quick: unknown key; did you mean 'budget'? (budget, params)"),
        ({"budget": "quick"}, "params.yaml: budget: 'quick' is not a budget (small)"),
        ({"budget": 3}, "params.yaml: budget: 3 should be text"),
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

    def secure(names: list[str], *_rest: object) -> dict[str, str]:
        asked.append(list(names))
        return {name: name for name in names}

    monkeypatch.setattr("groundwork.pipeline.secure", secure)
    values["data"]["datasets"] = ["digits", "mnist", "fashion-mnist"]
    values["studies"] = {"rates": {"variants": [{"optimizer": "sgd"}, {"dataset": "mnist"}]}}
    write(values)

    start_pipeline({})

    assert asked == [["digits", "mnist"]]
