"""After an edit of code or content, exactly the affected records and results are rebuilt."""

from dataclasses import dataclass
from pathlib import Path

from tests.workflow.project import Project, Snapshot, without_orphans

XOR = "measurement-two_layers_learn_xor"
NETWORKS = ["mlp-adam-0.001", "mlp-adam-0.01", "mlp-adam-0.1", "softmax_regression-adam-0.01"]
# A measurement starts from its study's settings, so that what these name counts for it too.
OF_SCHEDULE = [XOR, *NETWORKS, *(f"tuning-{network}" for network in NETWORKS if network.startswith("mlp"))]
STUDIES = ["architectures", "classics", "learning_rate"]
EVERY_STEP = [
    "clock",
    "compare",
    *(f"draw.{study}" for study in STUDIES),
    *("export", "judge", "render"),
    *(f"tabulate.{study}" for study in STUDIES),
]
DRAWN = ["draw.architectures", "export", "render"]
JUDGED = ["compare", "export", "judge", "render"]
TOLD = {
    *("results/report.html", "results/provenance.html", "results/report.qmd"),
    *("results/cheat-sheet.html", "results/preview.png"),
}
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
        '"unit": unit_under(variant.spec.components.get("loss"), metric)',
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
HALF = RATE_LINE + "    return progress.learning_rate / 2\n"
WHOLE = RATE_LINE + "    return progress.learning_rate\n"
UNUSED = f"def halved(progress: TrainingProgress) -> float:\n{HALF}\n\n"

EDITS_A_SCHEDULE = f"""\
    from pathlib import Path

    file = Path("src/groundwork/components/schedules.py")
    file.write_text(file.read_text().replace({WHOLE!r}, {HALF!r}))
"""


def test_comments_formatting_and_unused_functions_retrain_nothing(project: Project, first: Snapshot) -> None:
    project.edit(
        "src/groundwork/components/schedules.py", RATE_LINE, '    """Return the same rate always."""\n\n    # always\n'
    )
    project.edit("src/groundwork/components/schedules.py", "def constant(", f"{UNUSED}def constant(")
    project.edit("src/groundwork/training/loop.py", "\nSchedule = ", "\n# A comment.\n\nSchedule = ")

    outcome = project.run_snakemake()

    assert (outcome.trained, outcome.made) == ([], [])
    assert project.snapshot() == first


def test_what_trains_nothing_would_be_made_anew_and_only_that(project: Project) -> None:
    planned = {}
    for name, edit in EDITS.items():
        project.edit(edit.path, edit.old, edit.new)
        planned[name] = project.would_do()
        project.edit(edit.path, edit.new, edit.old)

    assert planned == {name: ([], edit.made) for name, edit in EDITS.items()}


def test_what_is_only_told_changes_only_what_tells_it(project: Project, first: Snapshot) -> None:
    edits = [EDITS[name] for name in ("caption", "question", "title")]
    for edit in edits:
        project.edit(edit.path, edit.old, edit.new)

    outcome = project.run_snakemake()

    assert (outcome.trained, outcome.made) == ([], sorted({step for edit in edits for step in edit.made}))
    assert {name for name, digest in project.snapshot().items() if first.get(name) != digest} == TOLD


def test_edit_during_run_applies_at_next_start(project: Project, first: Snapshot) -> None:
    """Played by a job that edits the source of the others, which are all to be trained."""
    project.edit(
        "src/groundwork/jobs/check.py", "    make_deterministic()\n", f"    make_deterministic()\n{EDITS_A_SCHEDULE}"
    )
    project.forget("results")
    networks = {name: digest for name, digest in first.items() if "/records/mlp" in name}

    project.run_snakemake()

    assert HALF in (project.root / "src/groundwork/components/schedules.py").read_text(encoding="utf-8")
    assert {name: project.snapshot()[name] for name in networks} == networks
    assert project.would_do()[0] == OF_SCHEDULE


def test_table_altered_before_judging_is_corrected(project: Project, first: Snapshot) -> None:
    """The verdicts of the altered table are true to their receipt; the table that is made again is not theirs."""
    table = "results/tables/learning_rate/summary.csv"
    text = (project.root / table).read_text(encoding="utf-8")
    by_hand = f"from pathlib import Path; Path({table!r}).write_text({text + 'a,line,by,hand'!r})"
    project.edit(
        "workflow/scripts/draw.py", "    from pathlib import Path\n", f"    from pathlib import Path\n\n    {by_hand}\n"
    )

    refused = project.run_snakemake(fails=True)
    project.edit("workflow/scripts/draw.py", f"\n    {by_hand}\n", "")
    project.run_snakemake()

    assert f"{table}: changed since it was made; run `snakemake` again to make it again" in refused.output
    assert project.snapshot() == first


def test_worktree_runs_its_own_source(project: Project, first: Snapshot, tmp_path: Path) -> None:
    """As where a package of that name is installed from elsewhere: the first source on Python's path is the clone's."""
    worktree = project.copy(tmp_path / "worktree")
    worktree.edit("src/groundwork/components/schedules.py", WHOLE, HALF)

    outcome = worktree.run_snakemake(PYTHONPATH=str(project.root / "src"))

    assert (outcome.trained, outcome.made) == (OF_SCHEDULE, EVERY_STEP)
    runs = "results/tables/architectures/runs.csv"
    assert worktree.snapshot()[runs] != first[runs]


def test_estimator_and_measurement_edits_affect_only_their_records(project: Project) -> None:
    forest = "RandomForestClassifier(n_estimators"
    project.edit("src/groundwork/components/estimators.py", f"{forest},", f"{forest} + 1,")
    steps = ["clock", "compare", "draw.classics", "export", "judge", "render", "tabulate.classics"]
    assert project.would_do() == (["random_forest-200"], steps)

    project.edit("src/groundwork/measurements/xor.py", "RATE = 0.05", "RATE = 0.06")
    project.edit("src/groundwork/measurements/noise.py", "MAX_IMAGES = 4096", "MAX_IMAGES = 2048")
    both = project.run_snakemake()
    assert (both.trained, both.made) == ([XOR, "random_forest-200"], steps)


def test_all_these_edits_together_are_shown_and_give_what_a_run_from_scratch_gives(
    project: Project, tmp_path: Path
) -> None:
    """Also without what Snakemake remembers."""
    project.forget(".snakemake")
    forgotten = project.run_snakemake()
    assert (forgotten.trained, forgotten.made) == ([], [])

    project.forget(".snakemake")
    project.edit("src/groundwork/components/schedules.py", WHOLE, HALF)
    project.edit("params.yaml", "learning_rate: [1e-1, 1e-2, 1e-3]", "learning_rate: [1e-1, 1e-2, 3e-4]")
    for edit in EDITS.values():
        project.edit(edit.path, edit.old, edit.new)
    # The report shows the parameters in their own order.
    project.edit("params.yaml", "statistics:\n  confidence: 0.95\n\n", "")
    project.edit("params.yaml", "report:\n", "statistics:\n  confidence: 0.9\n\nreport:\n")

    outcome = project.run_snakemake()

    fresh = project.copy(tmp_path / "fresh")
    fresh.forget("results", ".snakemake", "data/prepared")
    fresh.run_snakemake()
    new, old = ([rate, f"tuning-{rate}"] for rate in ("mlp-adam-0.0003", "mlp-adam-0.001"))
    trained = sorted({*OF_SCHEDULE, *new} - {*old})
    assert (outcome.trained, outcome.made) == (trained, EVERY_STEP)
    assert without_orphans(project.snapshot(), fresh.snapshot()) == fresh.snapshot()
    for edit in EDITS.values():
        assert "MINE" in (project.root / "results" / edit.result).read_text(encoding="utf-8"), edit.result
