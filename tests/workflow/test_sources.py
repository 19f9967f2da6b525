"""After an edit of code or content, exactly what it concerns is trained and made anew."""

from collections.abc import Callable

import pytest

from tests.workflow.project import Project, Snapshot, without_orphans

FromScratch = Callable[[Project], Snapshot]

EVERY_VARIANT = ["mlp-adam-0.001", "mlp-adam-0.01", "mlp-adam-0.1", "softmax_regression-adam-0.01"]
EVERY_STEP = [
    "draw.architectures",
    "draw.learning_rate",
    "judge",
    "render",
    "tabulate.architectures",
    "tabulate.learning_rate",
]
RATE_LINE = '    """Return the variant\'s learning rate at every step."""\n'
HALF = RATE_LINE + "    return moment.learning_rate / 2\n"
WHOLE = RATE_LINE + "    return moment.learning_rate\n"
ARCHITECTURES = ["draw.architectures", "render"]
UNUSED = 'def halved(moment: Moment) -> float:\n    """Return half the rate."""\n    return moment.learning_rate / 2\n\n\n'


def test_comments_layout_and_unused_functions_retrain_nothing(project: Project, first: Snapshot) -> None:
    project.edit("src/groundwork/schedules.py", RATE_LINE, '    """Return the same rate always."""\n\n    # always\n')
    project.edit("src/groundwork/schedules.py", "def constant(", f"{UNUSED}def constant(")
    project.edit("src/groundwork/training/loop.py", "\nSchedule = ", "\n# A comment.\n\nSchedule = ")

    outcome = project.run_snakemake()

    assert (outcome.trained, outcome.made) == ([], [])
    assert project.snapshot() == first


def test_training_code_retrains_even_where_snakemake_remembers_nothing(
    project: Project, first: Snapshot, from_scratch: FromScratch
) -> None:
    project.forget(".snakemake")
    forgotten = project.run_snakemake()
    assert (forgotten.trained, forgotten.made) == ([], [])

    project.forget(".snakemake")
    project.edit("src/groundwork/schedules.py", WHOLE, HALF)
    edited = project.run_snakemake()
    assert (edited.trained, edited.made) == (EVERY_VARIANT, EVERY_STEP)
    fresh = from_scratch(project)
    assert without_orphans(project.snapshot(), fresh) == fresh
    assert fresh["results/tables/architectures/runs.csv"] != first["results/tables/architectures/runs.csv"]

    project.edit("src/groundwork/schedules.py", HALF, WHOLE)
    reverted = project.run_snakemake()
    assert (reverted.trained, reverted.made) == ([], EVERY_STEP)
    assert without_orphans(project.snapshot(), first) == first


# An edit, the steps that it concerns, and a result that must show it.
EDITS = [
    (
        "src/groundwork/figures/curves.py",
        '"cross-entropy (nats, logarithmic)"',
        '"my loss"',
        ["draw.architectures", "render"],
        "figures/architectures/loss_curves.svg",
    ),
    (
        "src/groundwork/figures/curves.py",
        '"""Loss over the epochs\n',
        '"""My title of a figure\n',
        ["draw.architectures", "render"],
        "report.html",
    ),
    ("src/groundwork/tables/summary.py", '"unit": UNITS[metric]', '"unit": "my unit"', EVERY_STEP, "report.html"),
    ("workflow/scripts/judge.py", "= judge(", "= judge(  # noqa\n", [], "verdicts.csv"),
]
