"""After an edit of the parameters, exactly the affected records and results are rebuilt."""

import csv
from pathlib import Path

from tests.workflow.project import Project, Snapshot, without_orphans

ARCHITECTURES = """\
  architectures:
    fixed: {tuning_seeds: []}
    vary:
      model: [softmax_regression, {mlp: {hidden_layer_sizes: [8]}}]
    figures: [loss_curves, confusion_matrices]
"""
RATE_STEPS = ["clock", "compare", "draw.learning_rate", "export", "judge", "render", "tabulate.learning_rate"]
STUDY_STEPS = ["clock", "compare", "draw.architectures", "export", "judge", "render", "tabulate.architectures"]
EVERY_STEP = sorted({*RATE_STEPS, *STUDY_STEPS, "draw.classics", "tabulate.classics"})
XOR = "measurement-two_layers_learn_xor"
NETWORKS = ["mlp-adam-0.001", "mlp-adam-0.01", "mlp-adam-0.1"]
EVERY_SEED = [XOR, *NETWORKS, "random_forest-200", "softmax_regression-adam-0.01"]
TUNING = [f"tuning-{network}" for network in NETWORKS]


def test_first_run_makes_everything_once(new: Project, finished: Project, tmp_path: Path) -> None:
    planned = new.copy(tmp_path / "project").run_snakemake("--dry-run")

    jobs = "1 prepare, 10 train, 3 tabulate, 3 draw, 1 clock, 1 judge, 1 compare, 1 export, 1 render"
    assert f"22 jobs: {jobs}" in planned.output
    assert planned.output.count("would train: results/records/") == 10
    assert sorted(path.name.rpartition("-")[0] for path in (finished.root / "results/records").iterdir()) == [
        "check-rate_scales_the_step",
        *EVERY_SEED,
        *TUNING,
    ]
    receipts = [*(finished.root / "results").rglob("receipts/*.json")]
    assert sorted(path.name.rpartition("-")[0] for path in receipts) == EVERY_STEP


def test_unchanged_project_has_nothing_to_do(project: Project, first: Snapshot) -> None:
    outcome = project.run_snakemake()

    assert (outcome.trained, outcome.made) == ([], [])
    assert "Nothing to be done (all requested files are present and up to date)." in outcome.output
    assert project.snapshot() == first


def test_additional_seed_repeats_all_jobs_but_checks_and_tuning(project: Project) -> None:
    project.edit("params.yaml", "seeds: [42, 43]", "seeds: [42, 43, 44]")

    assert project.would_do() == (EVERY_SEED, EVERY_STEP)


def test_budget_change_and_revert(project: Project, first: Snapshot) -> None:
    there = project.run_snakemake("--config", "budget=smaller")
    with (project.root / "results/tables/architectures/runs.csv").open(encoding="utf-8") as file:
        assert {(row["role"], row["seed"]) for row in csv.DictReader(file)} == {*(("report", "1"), ("report", "2"))}
    back = project.run_snakemake()

    smaller = [XOR, *NETWORKS, "random_forest-100", "softmax_regression-adam-0.01", *TUNING]
    assert (there.trained, there.made) == (smaller, EVERY_STEP)
    assert (back.trained, back.made) == ([], EVERY_STEP)
    assert without_orphans(project.snapshot(), first) == first


def test_study_is_removed_and_restored(project: Project, first: Snapshot) -> None:
    project.edit("params.yaml", ARCHITECTURES, "")
    removed = project.run_snakemake()
    assert (removed.trained, removed.made) == ([], ["clock", "compare", "export", "judge", "render"])
    assert [name for name in project.snapshot() if "/architectures/" in name] == []
    assert project.run_snakemake().made == []

    project.edit("params.yaml", "\nstatistics:", f"{ARCHITECTURES}\nstatistics:")
    back = project.run_snakemake()
    assert (back.trained, back.made) == ([], STUDY_STEPS)
    assert project.snapshot() == first


def test_a_study_is_made_alone_on_one_core_and_the_rest_by_another_profile_on_four(
    new: Project, first: Snapshot, tmp_path: Path
) -> None:
    """One study with a fit, a network, both named, and a measurement; the rest is made when it is asked for.

    Not a byte is another than in a run on two cores, in another folder, and no profile rebuilds anything.
    """
    project = new.copy(tmp_path / "project")
    alone = project.run_snakemake("study_classics", cores=1)

    classics = [XOR, "mlp-adam-0.01", "random_forest-200"]
    assert (alone.trained, alone.made) == (classics, ["draw.classics", "prepare-digits", "tabulate.classics"])
    tables = project.root / "results" / "tables"
    assert [path.name for path in tables.iterdir()] == ["classics"]
    with (tables / "classics" / "runs.csv").open(encoding="utf-8") as file:
        runs = [(row["name"], row["model"], row["seed"]) for row in csv.DictReader(file)]
    forest, network = "random_forest (n_estimators 5)", "mlp (hidden_layer_sizes 8)"
    assert {run for run in runs if run[2] in ("42", "43")} == {
        *(("forest", forest, "42"), ("forest", forest, "43")),
        *(("network", network, "42"), ("network", network, "43")),
    }
    with (tables / "classics" / "measurements.csv").open(encoding="utf-8") as file:
        measured = {(row["measurement"].partition(" ")[0], row["seed"], row["case"]) for row in csv.DictReader(file)}
    cases = ("no hidden layer", "2 hidden units")
    assert measured == {("two_layers_learn_xor", seed, case) for seed in ("42", "43") for case in cases}

    profile = project.root / "own" / "config.yaml"
    profile.parent.mkdir()
    profile.write_text("logger: [groundwork]\n", encoding="utf-8")
    own = ("--workflow-profile", "own")
    rest = project.run_snakemake(*own, cores=4)
    assert rest.trained == ["check-rate_scales_the_step", *sorted({*EVERY_SEED, *TUNING} - {*classics})]
    assert project.snapshot() == first
    again = project.run_snakemake(*own)
    by_triggers = project.run_snakemake("--rerun-triggers", "params", "input", "code")
    assert (again.trained, again.made, by_triggers.trained, by_triggers.made) == ([], [], [], [])


def test_unknown_study_is_one_line(project: Project) -> None:
    outcome = project.run_snakemake("study_clasics", fails=True)

    said = [line for line in outcome.output.splitlines() if not line.startswith("Using workflow specific profile")]
    assert len(said) == 1
    assert said[0].startswith("snakemake study_clasics: no such study; did you mean 'study_classics'? (")


def test_budget_named_by_digits_works_and_unknown_budget_is_one_line(project: Project) -> None:
    project.edit("params.yaml", "\n  smaller: {", "\n  007: {")

    planned = project.run_snakemake("--dry-run", "--config", "budget=007")
    refused = [project.run_snakemake("--config", f"budget={word}", fails=True) for word in ("7", "[1]", "")]

    assert planned.output.count("would train: results/records/") == 9
    assert [outcome.output.splitlines()[-1] for outcome in refused] == [
        "budget=7: not a budget of params.yaml (007, tiny)",
        "budget=[1]: not a budget of params.yaml (007, tiny)",
        "--config budget=: no value; write one, or omit budget",
    ]


def test_invalid_or_duplicate_source_is_one_line(project: Project) -> None:
    figures = "src/groundwork/figures"
    (project.root / figures / "range_test_old.py").write_text("def range_test() -> None: ...\n", encoding="utf-8")
    twice = project.run_snakemake(fails=True)
    (project.root / figures / "range_test_old.py").write_text("def range_test(:\n", encoding="utf-8")
    broken = project.run_snakemake(fails=True)

    advice = "rename or delete one (files in a subfolder `shared` are not searched)"
    both = f"{figures}/range_test.py and {figures}/range_test_old.py"
    assert twice.output.splitlines()[-1] == f"figure 'range_test': {both} define it; {advice}"
    told = f"{figures}/range_test_old.py: line 1: invalid syntax"
    assert broken.output.splitlines()[-1] == f"{told}; fix it there, or restore the file"
