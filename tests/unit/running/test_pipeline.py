"""The planned run as seen by Snakemake and its jobs."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from groundwork.config.reading import read_params
from groundwork.core.errors import UserError
from groundwork.dataset.origins import ORIGINS, digest
from groundwork.running.pipeline import Pipeline
from groundwork.running.receipts import checksum_of, read_receipt, write_receipt
from groundwork.running.starting import plan_pipeline

Values = dict[str, Any]


def planned() -> Pipeline:
    """Return the pipeline of the parameters in the working directory."""
    return plan_pipeline(Path(), read_params(Path("params.yaml"), ORIGINS), {}, "cpu")


@pytest.fixture
def opened(
    tmp_path: Path, values: Values, write: Callable[[object], Path], monkeypatch: pytest.MonkeyPatch
) -> Pipeline:
    """The pipeline of an empty project in the working directory, with only the digits and a check."""
    monkeypatch.chdir(tmp_path)
    values["data"]["datasets"] = ["digits"]
    values["studies"]["rates"] |= {"checks": ["adam_state_bytes"], "timings": ["optimizer_steps"]}
    write(values)
    return planned()


def test_all_planned_paths_are_below_root(opened: Pipeline) -> None:
    assert [path.parent.as_posix() for path in opened.records] == ["results/records"] * 5
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

    assert opened.inputs_of(SimpleNamespace(record=study.variants[0].record)) == [prepared]
    assert opened.inputs_of(SimpleNamespace(record=study.checks["adam_state_bytes"])) == []
    assert opened.image_data_of(SimpleNamespace(study="rates")) == [prepared]


def test_dependent_record_needs_the_tuning_records_of_its_group(
    opened: Pipeline, values: Values, write: Callable[[object], Path]
) -> None:
    """A missing one is no reason to train an existing record again: its name proves what it was made from."""
    values["budgets"]["small"]["tuning_seeds"] = [7, 8]
    values["studies"]["rates"]["fixed"] = {"reported_learning_rates": ["tuned", 0.1]}
    write(values)
    choosing = planned()
    variants = choosing.plan.studies["rates"].variants
    listed, chosen = (SimpleNamespace(record=each.record) for each in variants)
    tuning = sorted(Path(f"results/records/{each.tuning_record}.json") for each in variants)
    prepared = Path(f"data/prepared/digits-{digest('digits')}.npz")

    assert choosing.inputs_of(listed) == [prepared]
    assert choosing.inputs_of(chosen) == [prepared, *tuning]
    assert sorted(choosing.records_of(SimpleNamespace(study="rates"))) == sorted(choosing.records)

    touch(Path(f"results/records/{chosen.record}.json"), tuning[1])
    assert choosing.inputs_of(chosen) == [prepared, tuning[1]]


def test_figures_of_measurement_study_need_its_data(
    opened: Pipeline, values: Values, write: Callable[[object], Path]
) -> None:
    values["studies"] = {"xor": {"measurements": ["two_layers_learn_xor"], "figures": []}}
    write(values)
    measuring = planned()

    assert measuring.image_data_of(SimpleNamespace(study="xor")) == [
        Path(f"data/prepared/digits-{digest('digits')}.npz")
    ]


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_missing_data_is_data_with_partial_dependents(opened: Pipeline) -> None:
    """Snakemake would prepare the missing data and rebuild everything that reads it, including existing records."""
    assert opened.missing_data() == []  # nothing is there: Snakemake prepares the data, as it should
    variants = [record for variant in opened.plan.studies["rates"].variants for record in variant.records]
    records = [path for path in opened.records if path.stem in variants]

    touch(records[0])
    assert opened.missing_data() == ["digits"]
    touch(*records)
    assert opened.missing_data() == ["digits"]  # the figures are to be drawn, with its images
    touch(opened.receipt("draw.rates"))
    assert opened.missing_data() == []

    records[0].unlink()
    touch(Path(f"data/prepared/digits-{digest('digits')}.npz"))
    assert opened.missing_data() == []


def test_figures_of_check_study_need_no_data(opened: Pipeline, values: Values, write: Callable[[object], Path]) -> None:
    values["studies"] = {"sums": {"checks": ["adam_state_bytes"]}}
    write(values)

    checking = planned()

    assert checking.image_data_of(SimpleNamespace(study="sums")) == []


def test_a_study_s_targets_are_its_tables_and_figures_alone(opened: Pipeline) -> None:
    assert opened.targets_of("rates") == [*opened.table_receipts, *opened.figure_receipts]


def tabulate(pipeline: Pipeline) -> None:
    """Make a study's one table, as a job would."""
    table = Path("results/tables/rates/runs.csv")
    for path in pipeline.records:
        touch(path)
    with pipeline.run_step("tabulate.rates", pipeline.keys.of("tabulate.rates")) as outputs:
        touch(table)
        table.write_text("1\n", encoding="utf-8")
        outputs.append(table)


def judge(pipeline: Pipeline) -> None:
    """Judge nothing, as a job would."""
    with pipeline.run_step("judge", pipeline.keys.of("judge")) as outputs:
        Path("results/facts.csv").write_text("name\n", encoding="utf-8")
        outputs.append(Path("results/facts.csv"))


def test_step_writes_receipt_of_inputs_and_outputs(opened: Pipeline) -> None:
    tabulate(opened)
    judge(opened)

    made, judged = (read_receipt(opened.receipt(step)) for step in ("tabulate.rates", "judge"))
    assert made is not None
    assert judged is not None
    assert made.inputs == {path.as_posix(): checksum_of(path) for path in opened.records}
    table = "results/tables/rates/runs.csv"
    assert judged.inputs == made.outputs == {table: checksum_of(Path(table))}
    assert list(judged.outputs) == ["results/facts.csv"]


def test_step_inputs_are_outputs_in_earlier_receipts(opened: Pipeline) -> None:
    for step in ("tabulate.rates", "draw.rates", "time.optimizer_steps", "judge"):
        path = Path("results") / step
        touch(path)
        write_receipt(Path(), step, opened.keys.of(step), {}, [path])
    names = {
        step: sorted(Path(name).name for name in opened._inputs(step))
        for step in ("tabulate.rates", "draw.rates", "judge", "render", "export", "compare", "clock")
    }

    assert names == {
        "tabulate.rates": sorted(path.name for path in opened.records),
        "draw.rates": ["tabulate.rates"],
        "judge": ["tabulate.rates"],
        "render": ["draw.rates", "judge", "tabulate.rates"],
        "export": ["draw.rates", "judge", "tabulate.rates"],
        "compare": ["judge"],
        "clock": ["time.optimizer_steps"],
    }


@pytest.mark.parametrize("moment", ["before", "meanwhile"])
def test_step_with_altered_input_is_rejected(opened: Pipeline, moment: str) -> None:
    tabulate(opened)
    table = Path("results/tables/rates/runs.csv")
    if moment == "before":
        table.write_text("2\n", encoding="utf-8")

    with pytest.raises(UserError) as error, opened.run_step("judge", opened.keys.of("judge")):
        table.write_text("2\n", encoding="utf-8")

    assert str(error.value) == f"{table}: changed since it was made; run `snakemake` again to make it again"
    assert not opened.receipt("judge").exists()


def test_step_without_earlier_receipt_is_rejected(opened: Pipeline) -> None:
    tabulate(opened)
    receipt = opened.receipt("tabulate.rates")
    receipt.write_text("{}", encoding="utf-8")

    with pytest.raises(UserError) as error:
        judge(opened)

    assert str(error.value) == f"{receipt}: missing or damaged; run `snakemake` again to redo the step"


def test_failed_step_has_no_receipt(opened: Pipeline) -> None:
    tabulate(opened)
    judge(opened)

    with pytest.raises(ZeroDivisionError), opened.run_step("judge", opened.keys.of("judge")):
        _ = 1 / 0

    assert not opened.receipt("judge").exists()


def test_step_with_other_key_is_rejected(opened: Pipeline) -> None:
    tabulate(opened)
    judge(opened)

    with pytest.raises(UserError) as error, opened.run_step("judge", "0" * 12):
        pass

    planned_key = opened.keys.of("judge")
    assert str(error.value) == f"judge: planned with the key {planned_key}, not {'0' * 12}; run `snakemake` again"
    assert opened.receipt("judge").exists()


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("tabulate.rate", "tabulate.rate: no such study is planned now; did you mean 'rates'? (rates)"),
        ("time.xyz", "time.xyz: no such timing is planned now (optimizer_steps)"),
    ],
)
def test_unplanned_step_is_rejected(opened: Pipeline, step: str, message: str) -> None:
    with pytest.raises(UserError) as error, opened.run_step(step, "0" * 12):
        pass

    assert str(error.value) == message


def test_delete_unplanned_removes_folders_of_old_studies(opened: Pipeline) -> None:
    opened.delete_unplanned()
    for name in ("tables/rates/runs.csv", "tables/gone/runs.csv", "figures/gone/curves.svg", "tables/notes.txt"):
        path = Path("results") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n", encoding="utf-8")

    opened.delete_unplanned()

    assert sorted(path.as_posix() for path in Path("results").rglob("*.*")) == [
        "results/tables/notes.txt",
        "results/tables/rates/runs.csv",
    ]


def test_delete_unplanned_removes_only_a_link(opened: Pipeline, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    touch(elsewhere / "runs.csv")
    touch(Path("results/tables/notes.txt"))
    Path("results/tables/gone").symlink_to(elsewhere)

    opened.delete_unplanned()

    assert not Path("results/tables/gone").is_symlink()
    assert (elsewhere / "runs.csv").exists()
