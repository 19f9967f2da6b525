"""After an edit of the parameters, exactly what it concerns is trained and made anew."""

from collections.abc import Callable

from tests.workflow.project import Project, Snapshot, without_orphans

FromScratch = Callable[[Project], Snapshot]

RATES = "learning_rate: [1e-1, 1e-2, 1e-3]"
ARCHITECTURES = """\
  architectures:
    vary:
      model: [softmax_regression, {mlp: {hidden: [8]}}]
    figures: [loss_curves, confusion_matrices]
"""
RATE_STEPS = ["draw.learning_rate", "judge", "render", "tabulate.learning_rate"]
STUDY_STEPS = ["draw.architectures", "judge", "render", "tabulate.architectures"]
EVERY_STEP = sorted({*RATE_STEPS, *STUDY_STEPS})
EVERY_VARIANT = ["mlp-adam-0.001", "mlp-adam-0.01", "mlp-adam-0.1", "softmax_regression-adam-0.01"]


def test_the_first_run_makes_everything_once(new: Project, finished: Project) -> None:
    planned = new.run_snakemake("--dry-run")

    assert "12 jobs: 1 prepare, 5 train, 2 tabulate, 2 draw, 1 judge, 1 render" in planned.output
    assert planned.output.count("would train: results/records/") == 5
    assert sorted(path.name.rpartition("-")[0] for path in (finished.root / "results/records").iterdir()) == [
        "check-rate_scales_the_step",
        *EVERY_VARIANT,
    ]
    assert sorted(path.name.rpartition("-")[0] for path in (finished.root / "results/receipts").iterdir()) == EVERY_STEP


def test_where_nothing_changed_nothing_is_done(project: Project, first: Snapshot) -> None:
    outcome = project.run_snakemake()

    assert (outcome.trained, outcome.made) == ([], [])
    assert "Nothing to be done (all requested files are present and up to date)." in outcome.output
    assert project.snapshot() == first


def test_a_variant_is_added_edited_and_removed_again(
    project: Project, first: Snapshot, from_scratch: FromScratch
) -> None:
    project.edit("params.yaml", RATES, "learning_rate: [1e-1, 1e-2, 1e-3, 1e-4]")
    added = project.run_snakemake()
    assert (added.trained, added.made) == (["mlp-adam-0.0001"], RATE_STEPS)

    project.edit("params.yaml", "[1e-1, 1e-2, 1e-3, 1e-4]", "[1e-1, 1e-2, 1e-3, 3e-4]")
    edited = project.run_snakemake()
    assert (edited.trained, edited.made) == (["mlp-adam-0.0003"], RATE_STEPS)
    fresh = from_scratch(project)
    assert without_orphans(project.snapshot(), fresh) == fresh

    project.edit("params.yaml", "[1e-1, 1e-2, 1e-3, 3e-4]", "[1e-1, 1e-2, 1e-3]")
    removed = project.run_snakemake()
    assert (removed.trained, removed.made) == ([], RATE_STEPS)
    assert without_orphans(project.snapshot(), first) == first


def test_a_seed_more_trains_every_variant_and_no_check(project: Project) -> None:
    project.edit("params.yaml", "seeds: [42, 43]", "seeds: [42, 43, 44]")

    outcome = project.run_snakemake()

    assert (outcome.trained, outcome.made) == (EVERY_VARIANT, EVERY_STEP)
    assert ",44," in (project.root / "results/tables/architectures/runs.csv").read_text(encoding="utf-8")


def test_another_budget_and_back(project: Project, first: Snapshot) -> None:
    there = project.run_snakemake("--config", "budget=smaller")
    back = project.run_snakemake()

    assert (there.trained, there.made) == (EVERY_VARIANT, EVERY_STEP)
    assert (back.trained, back.made) == ([], EVERY_STEP)
    assert without_orphans(project.snapshot(), first) == first


def test_a_study_that_is_removed_leaves_nothing_behind_and_comes_back(project: Project, first: Snapshot) -> None:
    project.edit("params.yaml", ARCHITECTURES, "")
    removed = project.run_snakemake()
    assert (removed.trained, removed.made) == ([], ["judge", "render"])
    assert [name for name in project.snapshot() if "/architectures/" in name] == []
    assert project.run_snakemake().made == []

    project.edit("params.yaml", "\nstatistics:", f"{ARCHITECTURES}\nstatistics:")
    back = project.run_snakemake()
    assert (back.trained, back.made) == ([], STUDY_STEPS)
    assert project.snapshot() == first
