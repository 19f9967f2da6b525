"""Damaged, altered and deleted files are rebuilt, and nothing else."""

import shutil

from tests.workflow.project import Project, Snapshot, without_orphans

DAMAGED = ["mlp-adam-0.001", "mlp-adam-0.01", "softmax_regression-adam-0.01", "tuning-mlp-adam-0.1"]


def test_damaged_records_are_set_aside_and_trained_again(project: Project, first: Snapshot) -> None:
    """Nor does a record retrain that depends on a tuning record which is to be trained again."""
    truncated, altered, swapped, tuning = (project.record(each) for each in DAMAGED)
    other = project.record("mlp-adam-0.1")
    truncated.write_bytes(truncated.read_bytes()[:1000])
    tuning.unlink()
    text = altered.read_text(encoding="utf-8")
    altered.write_text(text.replace('"diverged_at_step":null', '"diverged_at_step":3', 1), encoding="utf-8")
    shutil.copy2(other, swapped)

    outcome = project.run_snakemake()

    assert outcome.trained == DAMAGED
    assert f"{truncated.name}: not a readable record (" in outcome.output
    assert f"{altered.name}: its content does not match its checksum; set aside as" in outcome.output
    assert f"{swapped.name}: the record inside is '{other.stem}'; set aside as" in outcome.output
    assert without_orphans(project.snapshot(), first) == first


def test_altered_and_deleted_results_are_rebuilt(project: Project, first: Snapshot) -> None:
    results = project.root / "results"
    with (results / "tables/learning_rate/summary.csv").open("a", encoding="utf-8") as table:
        table.write("a line by hand\n")
    project.forget("results/figures/architectures/loss_curves.svg")

    outcome = project.run_snakemake()

    assert outcome.trained == []
    assert {"tabulate.learning_rate", "draw.architectures", "render"} <= set(outcome.made)
    assert "tabulate.architectures" not in outcome.made
    assert project.snapshot() == first


def test_altered_report_and_deleted_verdicts_are_rebuilt(project: Project, first: Snapshot) -> None:
    project.edit("results/report.html", "</html>", "by hand</html>")
    assert project.would_do() == ([], ["render"])

    project.forget("results/verdicts.csv")
    lost = project.run_snakemake()
    assert (lost.trained, lost.made) == ([], ["compare", "export", "judge", "render"])
    assert project.snapshot() == first


def test_file_times_and_missing_data_retrain_nothing(project: Project, first: Snapshot) -> None:
    for path in (project.root / "results").rglob("*.json"):
        path.touch()
    project.forget("data/prepared", ".snakemake")
    touched = project.run_snakemake()
    assert (touched.trained, touched.made) == ([], [])

    project.edit("params.yaml", "[1e-1, 1e-2, 1e-3]", "[1e-1, 1e-2, 1e-3, 1e-4]")
    outcome = project.run_snakemake()
    assert outcome.trained == ["mlp-adam-0.0001", "mlp-adam-0.001", "mlp-adam-0.1", "tuning-mlp-adam-0.0001"]
    # The start has prepared the data: where Snakemake does, it makes anew all that reads it.
    assert list((project.root / "data" / "prepared").glob("digits-*.npz"))
    assert "draw.learning_rate" in outcome.made
    assert "draw.architectures" not in outcome.made
    assert {name for name in project.snapshot() if name in first} == set(first)
