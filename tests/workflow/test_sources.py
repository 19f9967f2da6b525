"""After an edit of code or content, exactly what it concerns is trained and made anew."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from groundwork.digests import CHANGED
from tests.workflow.project import Project, Snapshot, without_orphans

FromScratch = Callable[[Project], Snapshot]

XOR = "measurement-two_layers_learn_xor"
NETWORKS = ["mlp-adam-0.001", "mlp-adam-0.01", "mlp-adam-0.1", "softmax_regression-adam-0.01"]
# A measurement starts from its study's settings, so that what these name counts for it too.
OF_SCHEDULE = [XOR, *NETWORKS]
STUDIES = ["architectures", "classics", "learning_rate"]
EVERY_STEP = [
    "compare",
    *(f"draw.{study}" for study in STUDIES),
    *("export", "judge", "render"),
    *(f"tabulate.{study}" for study in STUDIES),
]
DRAWN = ["draw.architectures", "export", "render"]
JUDGED = ["compare", "export", "judge", "render"]
TOLD = {"results/report.html", "results/report.qmd", "results/cheat-sheet.html"}
CURVES = "src/groundwork/figures/curves.py"


@dataclass(frozen=True)
class Edit:
    """A change to one file, the steps that it concerns, and the result that must show the new text."""

    path: str
    old: str
    new: str
    made: list[str]
    result: str


EDITS = {
    "figure": Edit(CURVES, ', logarithmic", limit', ', MINE", limit', DRAWN, "figures/architectures/loss_curves.svg"),
    "caption": Edit(CURVES, '"""Loss over the epochs', '"""MINE', DRAWN, "report.html"),
    "table": Edit(
        "src/groundwork/tables/summary.py",
        '"unit": unit_of(metric, settings["loss"])',
        '"unit": "MINE"',
        EVERY_STEP,
        "tables/learning_rate/summary.csv",
    ),
    "script": Edit(
        "workflow/scripts/judge.py",
        "        outputs += ",
        '        judged.metrics["MINE"] = 1.0\n        outputs += ',
        JUDGED,
        "metrics.json",
    ),
    "claim": Edit(
        "report/content/claims.yaml",
        "- id: too_high_rate_loses_accuracy\n  study: learning_rate\n  sentence:",
        "- id: too_high_rate_loses_accuracy\n  study: learning_rate\n  sentence: MINE",
        JUDGED,
        "verdicts.csv",
    ),
    "question": Edit(
        "report/content/questions.yaml",
        "- id: learning_rate\n  question:",
        "- id: learning_rate\n  question: MINE",
        ["export", "render"],
        "report.html",
    ),
    "title": Edit("params.yaml", "title: Groundwork", "title: MINE", ["compare", "export", "render"], "report.html"),
}
RATE_LINE = '    """Return the variant\'s learning rate at every step."""\n'
HALF = RATE_LINE + "    return moment.learning_rate / 2\n"
WHOLE = RATE_LINE + "    return moment.learning_rate\n"
UNUSED = (
    'def halved(moment: Moment) -> float:\n    """Return half the rate."""\n    return moment.learning_rate / 2\n\n\n'
)

EDITS_ITSELF = """\
    from pathlib import Path

    file = Path(__file__)
    if not file.read_text().endswith("EDITED = True\\n"):
        file.write_text(file.read_text() + "EDITED = True\\n")
"""


def test_comments_layout_and_unused_functions_retrain_nothing(project: Project, first: Snapshot) -> None:
    project.edit("src/groundwork/schedules.py", RATE_LINE, '    """Return the same rate always."""\n\n    # always\n')
    project.edit("src/groundwork/schedules.py", "def constant(", f"{UNUSED}def constant(")
    project.edit("src/groundwork/training/loop.py", "\nSchedule = ", "\n# A comment.\n\nSchedule = ")

    outcome = project.run_snakemake()

    assert (outcome.trained, outcome.made) == ([], [])
    assert project.snapshot() == first


def test_training_code_retrains_even_where_snakemake_remembers_nothing(project: Project, first: Snapshot) -> None:
    project.forget(".snakemake")
    forgotten = project.run_snakemake()
    assert (forgotten.trained, forgotten.made) == ([], [])

    project.forget(".snakemake")
    project.edit("src/groundwork/schedules.py", WHOLE, HALF)
    edited = project.run_snakemake()
    assert (edited.trained, edited.made) == (OF_SCHEDULE, ["clock", *EVERY_STEP])
    runs = "results/tables/architectures/runs.csv"
    assert project.snapshot()[runs] != first[runs]


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_trains_nothing_is_made_anew_and_only_that(project: Project, first: Snapshot, edit: Edit) -> None:
    project.edit(edit.path, edit.old, edit.new)
    outcome = project.run_snakemake()

    assert (outcome.trained, outcome.made) == ([], edit.made)
    shown = project.root / "results" / edit.result
    assert "MINE" in shown.read_text(encoding="utf-8")
    changed = {name for name, digest in project.snapshot().items() if first.get(name) != digest}
    assert f"results/{edit.result}" in changed
    assert {"judge", "draw.architectures"} & set(edit.made) or changed <= TOLD


def test_a_record_made_of_source_that_was_edited_meanwhile_is_not_written(project: Project) -> None:
    """Played by a job whose source edits itself, once: what was planned with is not what lies there at the end."""
    check = "src/groundwork/jobs/check.py"
    project.edit(check, "    make_exact()\n", f"    make_exact()\n{EDITS_ITSELF}")
    refused = project.run_snakemake(fails=True)

    assert refused.trained == ["check-rate_scales_the_step"]
    assert refused.output.count(f"{CHANGED}\n") == 1
    assert "Traceback" not in refused.output
    again = project.run_snakemake()
    assert again.trained == ["check-rate_scales_the_step"]


def test_an_estimator_and_a_measurement_concern_their_own_records(project: Project) -> None:
    project.edit("src/groundwork/estimators.py", "RandomForestClassifier(trees,", "RandomForestClassifier(trees + 1,")
    fitted = project.run_snakemake()
    steps = ["clock", "compare", "draw.classics", "export", "judge", "render", "tabulate.classics"]
    assert (fitted.trained, fitted.made) == (["random_forest-200"], steps)

    project.edit("src/groundwork/measurements/xor.py", "RATE = 0.05", "RATE = 0.06")
    project.edit("src/groundwork/measurements/noise.py", "MOST_IMAGES = 4096", "MOST_IMAGES = 2048")
    measured = project.run_snakemake()
    assert (measured.trained, measured.made) == ([XOR], steps)


def test_all_these_edits_together_give_what_a_run_from_scratch_gives(
    project: Project, from_scratch: FromScratch
) -> None:
    project.edit("src/groundwork/schedules.py", WHOLE, HALF)
    for edit in EDITS.values():
        project.edit(edit.path, edit.old, edit.new)
    # The report shows the parameters in their own order.
    project.edit("params.yaml", "statistics:\n  confidence: 0.95\n", "statistics:\n")
    project.edit("params.yaml", "target_accuracy_percent: 50\n", "target_accuracy_percent: 50\n  confidence: 0.9\n")

    outcome = project.run_snakemake()

    fresh = from_scratch(project)
    assert (outcome.trained, outcome.made) == (OF_SCHEDULE, ["clock", *EVERY_STEP])
    assert without_orphans(project.snapshot(), fresh) == fresh
