"""The planned run as Snakemake and its jobs see it."""

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from groundwork import digests, identity, keys
from groundwork.config import catalog
from groundwork.dataset.origins import digest
from groundwork.errors import UserError
from groundwork.pipeline import Pipeline
from groundwork.starting import open_pipeline

Values = dict[str, Any]
CHANGED = "the source or the parameters changed while the run was under way; run the same command again"


@pytest.fixture
def opened(
    tmp_path: Path, values: Values, write: Callable[[object], Path], monkeypatch: pytest.MonkeyPatch
) -> Pipeline:
    """The pipeline of an empty project, the present folder, that needs no data but the digits and has a check."""
    for name in ("content/claims.yaml", "content/timing_claims.yaml", "templates/report.html"):
        path = tmp_path / "report" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("[]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    values["data"]["datasets"] = ["digits"]
    values["studies"]["rates"] |= {"checks": ["adam_state_bytes"], "timings": ["optimizer_steps"]}
    write(values)
    return open_pipeline(Path(), Path("params.yaml"), None, {})


def test_every_planned_thing_has_a_path_below_the_root(opened: Pipeline) -> None:
    assert [path.parent.as_posix() for path in opened.records] == ["results/records"] * 3
    assert [path.name.rpartition("-")[0] for path in opened.table_receipts] == ["tabulate.rates"]
    assert [path.name.rpartition("-")[0] for path in opened.figure_receipts] == ["draw.rates"]
    assert opened.receipt("judge").as_posix() == f"results/receipts/judge-{opened.keys.of('judge')}.json"
    assert [path.as_posix() for path in opened.timing_receipts] == [
        f"results/timings/receipts/time.optimizer_steps-{opened.keys.of('time.optimizer_steps')}.json"
    ]
    assert opened.receipt("compare").parent.as_posix() == "results/history/receipts"
    assert opened.receipt("export").parent == opened.receipt("judge").parent
    assert opened.receipt("clock").parent == opened.timing_receipts[0].parent
    assert opened.tables_of(SimpleNamespace(study="rates")) == opened.table_receipts[0]
    assert sorted(opened.records_of(SimpleNamespace(study="rates"))) == sorted(opened.records)


def test_training_needs_its_data_and_a_check_none(opened: Pipeline) -> None:
    study = opened.plan.studies["rates"]
    prepared = Path(f"data/prepared/digits-{digest('digits')}.npz")

    assert opened.data_of(SimpleNamespace(record=study.variants[0].record)) == [prepared]
    assert opened.data_of(SimpleNamespace(record=study.checks["adam_state_bytes"])) == []
    assert opened.pictures_of(SimpleNamespace(study="rates")) == [prepared]


def test_the_figures_of_a_study_that_only_measures_need_the_data_it_measured_on(
    opened: Pipeline, values: Values, write: Callable[[object], Path]
) -> None:
    """Every record is there, so no job but drawing asks for the data."""
    values["studies"] = {"xor": {"measurements": ["two_layers_learn_xor"], "figures": []}}
    write(values)
    measuring = open_pipeline(Path(), Path("params.yaml"), None, {})
    (record,) = measuring.records
    record.parent.mkdir(parents=True)
    record.touch()

    assert measuring.data_of(SimpleNamespace(record=record.stem)) == []
    assert measuring.pictures_of(SimpleNamespace(study="xor")) == [Path(f"data/prepared/digits-{digest('digits')}.npz")]

    receipt = measuring.receipt("draw.xor")
    receipt.parent.mkdir(parents=True)
    receipt.touch()
    assert measuring.pictures_of(SimpleNamespace(study="xor")) == []


def test_the_figures_of_a_study_that_only_checks_need_no_data(
    opened: Pipeline, values: Values, write: Callable[[object], Path]
) -> None:
    values["studies"] = {"sums": {"checks": ["adam_state_bytes"]}}
    write(values)

    checking = open_pipeline(Path(), Path("params.yaml"), None, {})

    assert checking.pictures_of(SimpleNamespace(study="sums")) == []


def test_a_study_s_targets_are_its_records_tables_and_figures_alone(opened: Pipeline) -> None:
    targets = opened.targets_of("rates")

    assert sorted(targets) == sorted([*opened.records, *opened.table_receipts, *opened.figure_receipts])
    assert len(targets) == 5


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

    assert str(error.value) == f"judge: {CHANGED}"
    assert opened.receipt("judge").exists()


def append_to(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def test_outputs_that_were_made_while_what_they_are_made_from_was_edited_have_no_receipt(opened: Pipeline) -> None:
    with pytest.raises(UserError) as error, opened.making("judge", opened.keys.of("judge")):
        append_to(Path("report/content/claims.yaml"), "# more\n")

    assert str(error.value) == f"judge: {CHANGED}"
    assert not opened.receipt("judge").exists()


@pytest.mark.parametrize("file", ["report/content/timing_claims.yaml", "params.yaml"])
def test_an_edit_of_what_a_step_does_not_read_leaves_it_its_receipt(opened: Pipeline, file: str) -> None:
    with opened.making("judge", opened.keys.of("judge")):
        append_to(Path(file), "# more\n")

    assert opened.receipt("judge").exists()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package, where its source is looked for."""
    copy = tmp_path / "src" / "groundwork"
    shutil.copytree(identity.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for module in (catalog, digests, identity, keys):
        monkeypatch.setattr(module, "PACKAGE", copy)
    digests.forget_source()
    yield copy
    digests.forget_source()


SOURCE_OF_ADAM = "betas = (beta_1, beta_2)"
EDITS = {
    "its optimizer": (SOURCE_OF_ADAM, "betas = (beta_2, beta_1)", True),
    "half of an edit": (SOURCE_OF_ADAM, "betas = (", True),
    "no optimizer any more": ("def adam(", "def _adam(", True),
    "nothing": ("", "", False),
    "a comment": (SOURCE_OF_ADAM, f"{SOURCE_OF_ADAM}  # as published", False),
    "another optimizer": ("return torch.optim.RMSprop(", "return torch.optim.Rprop(", False),
}


@pytest.mark.parametrize(("old", "new", "is_refused"), EDITS.values(), ids=EDITS)
def test_a_record_is_refused_where_its_source_was_edited_since_it_was_planned(
    package: Path, opened: Pipeline, old: str, new: str, is_refused: bool
) -> None:
    """Edited after the job was found to be planned, and before its components are imported."""
    planned = opened.plan.records[opened.plan.studies["rates"].variants[0].record]
    file = package / "optimizers.py"
    text = file.read_text(encoding="utf-8")
    assert old in text, "optimizers.py has changed: mend the case"
    file.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(UserError) if is_refused else contextlib.nullcontext() as error:
        opened.refuse_other_source(planned)

    assert not error or str(error.value) == f"{planned.name}: {CHANGED}"


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("tabulate.rate", "tabulate.rate: no such study is planned now; did you mean 'rates'? (rates)"),
        ("time.xyz", "time.xyz: no such timing is planned now (optimizer_steps)"),
    ],
)
def test_a_step_that_nothing_asks_for_is_not_made(opened: Pipeline, step: str, message: str) -> None:
    with pytest.raises(UserError) as error, opened.making(step, "0" * 12):
        pass

    assert str(error.value) == message


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
