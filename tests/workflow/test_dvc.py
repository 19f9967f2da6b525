"""The same through DVC: `dvc repro` after an edit, and results shared through a remote."""

from pathlib import Path

import pytest

from tests.sharing import Shared
from tests.workflow.preloading import has_forked
from tests.workflow.project import Project, Snapshot, without_orphans

WITH_MORE_RATES = ["mlp-adam-0.0001", "mlp-adam-0.001", "mlp-adam-0.1", "tuning-mlp-adam-0.0001"]
VARIANTS = ["mlp-adam-0.001", "mlp-adam-0.01", "mlp-adam-0.1", "softmax_regression-adam-0.01"]
RATE_STEPS = ["clock", "compare", "draw.learning_rate", "export", "judge", "render", "tabulate.learning_rate"]
NOTHING_TO_DO = "Nothing to be done (all requested files are present and up to date).\n"
UNTOUCHED = "data:\n\talways changed\nreport:\n\talways changed\n"
RATES = "learning_rate: [1e-1, 1e-2, 1e-3]"
MORE_RATES = "learning_rate: [1e-1, 1e-2, 1e-3, 1e-4]"
ADAM = "    betas = (beta_1, beta_2)\n    return torch.optim.Adam("
OTHER_ADAM = "    betas = (beta_1 / 2, beta_2)\n    return torch.optim.Adam("


@pytest.fixture(scope="module")
def reproduced(finished: Project, shared: Shared) -> Project:
    """A project whose results DVC knows, committed and pushed to a remote; to be copied, not changed."""
    place = shared.folder("reproduced", lambda place: reproduce(finished.copy(place / "project")))
    return finished.at(place / "project")


def reproduce(project: Project) -> None:
    outcome = project.run_dvc("repro")
    assert (outcome.trained, outcome.made) == ([], [])
    project.run_dvc("remote", "add", "--default", "shared", str(project.root.parent / "remote"))
    project.git("add", "--all")
    project.git("commit", "--quiet", "--message", "Results")
    project.run_dvc("push")


@pytest.fixture
def known(reproduced: Project, tmp_path: Path) -> Project:
    """A copy of that project, to do with as one likes."""
    return reproduced.copy(tmp_path / "project")


@pytest.fixture
def clone(reproduced: Project, tmp_path: Path) -> Project:
    """A fresh clone of that project, without its results."""
    reproduced.git("clone", "--quiet", str(reproduced.root), str(tmp_path / "clone"))
    return reproduced.at(tmp_path / "clone")


def records(project: Project) -> Snapshot:
    return {name: digest for name, digest in project.snapshot().items() if "/records/" in name}


def test_fresh_clone_without_results_makes_them(clone: Project, first: Snapshot, imports: Path) -> None:
    outcome = clone.run_dvc("repro")

    assert [label for label in outcome.trained if label in VARIANTS] == VARIANTS
    assert clone.snapshot() == first
    assert clone.run_dvc("status").output == UNTOUCHED
    assert has_forked(imports, clone.root) == {"torch", "pandas", "snakemake"}


def test_fresh_clone_with_pulled_results_retrains_only_what_an_edit_affects(clone: Project, first: Snapshot) -> None:
    clone.run_dvc("pull")
    assert clone.snapshot() == first

    by_dvc, by_snakemake = clone.run_dvc("repro"), clone.run_snakemake()

    # What a clock said on the other machine does not come along, nor what was there before: no output of DVC's has
    # changed, yet Snakemake is asked, and knows.
    assert (by_dvc.trained, by_dvc.made) == ([], ["clock", "compare"])
    assert (by_snakemake.trained, by_snakemake.made) == ([], [])
    assert clone.snapshot() == first

    clone.edit("params.yaml", RATES, MORE_RATES)
    edited = clone.run_dvc("repro")
    assert (edited.trained, edited.made) == (WITH_MORE_RATES, RATE_STEPS)

    clone.edit("params.yaml", MORE_RATES, RATES)
    reverted = clone.run_dvc("repro")
    assert (reverted.trained, reverted.made) == ([], RATE_STEPS)
    assert without_orphans(clone.snapshot(), first) == first
    assert clone.run_dvc("status").output == UNTOUCHED


def test_nothing_is_done_a_second_time(known: Project) -> None:
    nothing = known.run_dvc("repro")
    assert (nothing.trained, nothing.made) == ([], [])
    assert NOTHING_TO_DO in nothing.output
    assert known.run_dvc("status").output == UNTOUCHED


def test_manually_altered_results_are_rebuilt(known: Project, first: Snapshot) -> None:
    known.record("mlp-adam-0.1").write_text("{}", encoding="utf-8")
    known.forget("results/figures/architectures", "results/report.html", ".snakemake")

    outcome = known.run_dvc("repro")

    assert outcome.trained == ["mlp-adam-0.1"]
    assert without_orphans(known.snapshot(), first) == first


def test_worktree_and_temporary_experiment_train_with_their_own_source(known: Project, first: Snapshot) -> None:
    worktree = known.at(known.root.parent / "worktree")
    known.git("worktree", "add", "--quiet", str(worktree.root))
    worktree.run_dvc("pull")
    worktree.edit("src/groundwork/components/optimizers.py", ADAM, OTHER_ADAM)

    outcome = worktree.run_snakemake("--until", "tabulate", PYTHONPATH=str(known.root / "src"))

    assert [label for label in outcome.trained if label in VARIANTS] == VARIANTS

    known.edit("src/groundwork/components/optimizers.py", ADAM, OTHER_ADAM)
    outcome = known.run_dvc("exp", "run", "--temp", "--name", "halved", PYTHONPATH=str(known.root / "src"))

    assert known.snapshot() == first
    assert outcome.output.count("] train ") >= len(VARIANTS), outcome.output
    known.git("checkout", "--quiet", "src")
    known.run_dvc("exp", "apply", "halved")
    applied = known.run_snakemake()
    assert (applied.trained, applied.made) == ([], ["clock", "compare"])
    # The same edit gives the same in both places.
    assert records(worktree).items() <= records(known).items()
