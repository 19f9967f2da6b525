"""A job that fails, data that cannot be had, and mistakes in params.yaml."""

import pytest

from tests.workflow.project import Project, Snapshot

OPTIMIZERS = "src/groundwork/optimizers.py"
SOUND = "    return torch.optim.SGD(parameters, lr=learning_rate, fused=True)\n"
PLANTED = '    raise RuntimeError("a planted bug")\n'


def test_a_failing_variant_stops_no_other_and_is_all_that_is_trained_next(project: Project) -> None:
    project.edit("params.yaml", "model: [softmax_regression, {mlp", "optimizer: [adam, sgd]\n      model: [softmax_regression, {mlp")
    project.edit(OPTIMIZERS, SOUND, PLANTED)
    failed = project.run_snakemake(fails=True)

    assert failed.output.count("RuntimeError: a planted bug") == 2  # one for each of the two models
    assert failed.output.count("FAILED train (results/logs/train-mlp-sgd-0.01-") == 1
    assert failed.output.splitlines()[-1].startswith("2 failed; what is finished is kept: mend the cause")


MISTAKES = {
    "an unknown name": (
        "optimizer: adam\n",
        "optimizer: adm\n",
        "params.yaml: defaults.optimizer: 'adm' is not an optimizer; did you mean 'adam'? (",
    ),
    "an unknown key": ("batch_size: 50\n", "batch_sizes: 50\n", "params.yaml: defaults.batch_sizes: unknown key; did you mean 'batch_size'? ("),
    "a value out of range": ("learning_rate: 1e-2\n", "learning_rate: -1\n", "params.yaml: defaults.learning_rate: -1 should be greater than 0"),
    "not YAML": ("budget: tiny\n", "budget: [tiny\n", "params.yaml"),
}
