"""A job that fails, mistakes in params.yaml, and data that cannot be had."""

import pytest

from tests.workflow.project import Project, Snapshot, without_orphans

STUDY = """
  rules:
    fixed: {tuning_seeds: []}
    vary: {optimizer: [sgd, nesterov]}
    figures: [loss_curves]
"""
SOUND = "    return torch.optim.SGD(parameters, lr=learning_rate, weight_decay=weight_decay, fused=True)\n"
PLANTED = '    raise RuntimeError("a planted bug")\n'
MISTAKES = {
    "unknown name": (
        "optimizer: adam\n",
        "optimizer: adm\n",
        "params.yaml: defaults.optimizer: 'adm' is not an optimizer; did you mean 'adam'? (",
    ),
    "unknown key": (
        "batch_size: 50\n",
        "batch_size: 50\n  batch_sise: 50\n",
        "params.yaml: defaults.batch_sise: 'batch_sise' is not a setting; did you mean 'batch_size'? (",
    ),
    "shared seed": (
        "tuning_seeds: [7, 8]",
        "tuning_seeds: [42, 8]",
        "params.yaml: budgets.tiny.tuning_seeds: 42 is also a reported seed; tune on other seeds than those reported",
    ),
}
REFUSED = "fashion-mnist is missing (data/raw/fashion-mnist: 4 of 4 files missing; GROUNDWORK_DATA_MIRROR: not set; "
STANDS_IN = "; using fallback dataset digits, so results are not from fashion-mnist; to get fashion-mnist, connect"


def test_failed_variant_stops_no_other_and_is_retried(project: Project) -> None:
    project.edit("params.yaml", "\nstudies:", f"\nstudies:{STUDY}")
    project.edit("src/groundwork/components/optimizers.py", SOUND, PLANTED)
    failed = project.run_snakemake(fails=True)

    assert failed.trained == ["mlp-nesterov-0.01", "mlp-sgd-0.01"]
    assert project.record("mlp-nesterov-0.01").exists()
    assert failed.output.count("FAILED train (results/logs/train-mlp-sgd-0.01-") == 1
    assert failed.output.count("RuntimeError: a planted bug") == 1
    assert failed.output.splitlines()[-1] == (
        "1 failed; finished results are kept: fix the cause and run the same command again"
    )

    project.edit("src/groundwork/components/optimizers.py", PLANTED, SOUND)
    repaired = project.run_snakemake()
    steps = ["clock", "compare", "draw.rules", "export", "judge", "render", "tabulate.rules"]
    assert (repaired.trained, repaired.made) == (["mlp-sgd-0.01"], steps)


@pytest.mark.parametrize(("right", "wrong", "message"), MISTAKES.values(), ids=MISTAKES)
def test_parameter_error_is_one_line(project: Project, right: str, wrong: str, message: str) -> None:
    project.edit("params.yaml", f"  {right}", f"  {wrong}")

    outcome = project.run_snakemake(fails=True)

    said = [line for line in outcome.output.splitlines() if not line.startswith("Using workflow specific profile")]
    assert len(said) == 1
    assert said[0].startswith(message)


def test_dvc_shows_the_same_line(project: Project) -> None:
    right, wrong, message = MISTAKES["unknown name"]
    project.edit("params.yaml", right, wrong)

    outcome = project.run_dvc("repro", fails=True)

    assert outcome.output.count(message) == 1
    assert "Traceback" not in outcome.output


def test_unavailable_data_use_fallback_with_message(project: Project, first: Snapshot) -> None:
    project.edit("params.yaml", "datasets: [digits]", "datasets: [fashion-mnist]")
    project.edit("params.yaml", "dataset: digits", "dataset: fashion-mnist")
    refused = project.run_snakemake(fails=True)
    assert refused.output.count(REFUSED) == 1
    assert "Traceback" not in refused.output

    project.edit("params.yaml", "fallback: null", "fallback: digits")
    outcome = project.run_snakemake()
    assert outcome.output.count(REFUSED) == outcome.output.count(STANDS_IN) == 1
    # The specs are those of the digits, trained already; the claims must know on what.
    assert (outcome.trained, outcome.made) == ([], ["compare", "export", "judge", "render"])
    page = (project.root / "results/report.html").read_text(encoding="utf-8")
    assert "fashion-mnist" in page
    assert without_orphans(project.snapshot(), first).keys() == first.keys()
