"""The same through DVC: `dvc repro` after an edit, and results shared through a remote."""

from pathlib import Path

import pytest

from tests.workflow.project import Project, Snapshot, without_orphans

VARIANTS = ["mlp-adam-0.001", "mlp-adam-0.01", "mlp-adam-0.1", "softmax_regression-adam-0.01"]
RATE_STEPS = ["clock", "compare", "draw.learning_rate", "export", "judge", "render", "tabulate.learning_rate"]
SKIPPED = "Stage 'report' didn't change, skipping"
UNTOUCHED = "data:\n\talways changed\n"
RATES = "learning_rate: [1e-1, 1e-2, 1e-3]"
MORE_RATES = "learning_rate: [1e-1, 1e-2, 1e-3, 1e-4]"


@pytest.fixture(scope="module")
def reproduced(finished: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose results DVC knows, committed and pushed to a remote; to be copied, not changed."""
    project = finished.copy(tmp_path_factory.mktemp("reproduced") / "project")
    outcome = project.run_dvc("repro")
    assert (outcome.trained, outcome.made) == ([], [])
    project.run_dvc("remote", "add", "--default", "shared", str(project.root.parent / "remote"))
    project.git("add", "--all")
    project.git("commit", "--quiet", "--message", "Results")
    project.run_dvc("push")
    return project


@pytest.fixture
def known(reproduced: Project, tmp_path: Path) -> Project:
    """A copy of that project, to do with as one likes."""
    return reproduced.copy(tmp_path / "project")


@pytest.fixture
def clone(reproduced: Project, tmp_path: Path) -> Project:
    """A fresh clone of that project, without its results."""
    reproduced.git("clone", "--quiet", str(reproduced.root), str(tmp_path / "clone"))
    return Project(tmp_path / "clone")


def test_a_fresh_clone_without_results_makes_them(clone: Project, first: Snapshot) -> None:
    outcome = clone.run_dvc("repro")

    assert [label for label in outcome.trained if label in VARIANTS] == VARIANTS
    assert clone.snapshot() == first
    assert clone.run_dvc("status").output == UNTOUCHED


def test_a_fresh_clone_with_pulled_results_has_nothing_to_do(clone: Project, first: Snapshot) -> None:
    clone.run_dvc("pull")
    assert clone.snapshot() == first

    by_snakemake, by_dvc = clone.run_snakemake(), clone.run_dvc("repro")

    # What a clock said on the other machine does not come along, nor what was there before.
    assert (by_snakemake.trained, by_snakemake.made) == ([], ["clock", "compare"])
    assert (by_dvc.trained, by_dvc.made) == ([], [])
    assert SKIPPED in by_dvc.output
    assert clone.snapshot() == first


def test_an_edit_in_a_clone_with_pulled_results_trains_only_what_it_concerns(clone: Project) -> None:
    clone.run_dvc("pull")
    clone.edit("params.yaml", RATES, MORE_RATES)

    outcome = clone.run_dvc("repro")

    assert (outcome.trained, outcome.made) == (["mlp-adam-0.0001"], sorted([*RATE_STEPS, "prepare-digits"]))


def test_nothing_an_edit_and_its_revert(known: Project, first: Snapshot) -> None:
    nothing = known.run_dvc("repro")
    assert (nothing.trained, nothing.made) == ([], [])
    assert SKIPPED in nothing.output
    assert known.run_dvc("status").output == UNTOUCHED

    known.edit("params.yaml", RATES, MORE_RATES)
    edited = known.run_dvc("repro")
    assert (edited.trained, edited.made) == (["mlp-adam-0.0001"], RATE_STEPS)

    known.edit("params.yaml", MORE_RATES, RATES)
    reverted = known.run_dvc("repro")
    assert (reverted.trained, reverted.made) == ([], RATE_STEPS)
    assert without_orphans(known.snapshot(), first) == first
    assert known.run_dvc("status").output == UNTOUCHED


def test_what_was_altered_by_hand_is_made_again(known: Project, first: Snapshot) -> None:
    known.record("mlp-adam-0.1").write_text("{}", encoding="utf-8")
    known.forget("results/figures/architectures", "results/report.html", ".snakemake")

    outcome = known.run_dvc("repro")

    assert outcome.trained == ["mlp-adam-0.1"]
    assert without_orphans(known.snapshot(), first) == first
