"""Linear probes give known results on simple data, and match scikit-learn's ridge classifier."""

from typing import Any

import pytest
import torch
from sklearn.linear_model import RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn

from groundwork.config.names import Component
from groundwork.measurements.linear_probes import PENALTIES, linear_probes
from groundwork.tasks.task import Split, Splits
from groundwork.training.run import SeedRun, fresh_model
from tests.contract.measuring import CLASSES, by_key, curve, small_spec, small_splits

pytestmark = pytest.mark.usefixtures("exact")

METRIC = "probe_accuracy_percent"
CORNERS = torch.tensor([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])


def test_xor_is_linearly_separable_only_after_a_hidden_layer() -> None:
    corners = Split((CORNERS.repeat(10, 1), torch.tensor([0, 1, 1, 0]).repeat(10)))
    splits = Splits(corners, corners, corners, classes=2, task="classification")

    values = linear_probes(small_spec(), splits, 42, layers=1, width=32)

    assert curve(values, "trained", METRIC) == [50, 100]
    assert curve(values, "fresh weights", METRIC) == [50, 100]


def test_uninformative_inputs_give_chance_accuracy_at_every_layer() -> None:
    blank = Split((torch.ones(40, 3), torch.arange(40) % CLASSES))
    splits = Splits(blank, blank, blank, classes=CLASSES, task="classification")

    values = linear_probes(small_spec(), splits, 42, layers=2, width=8)

    assert set(by_key(values).values()) == {100 / CLASSES}


def test_input_probe_is_shared_and_training_changes_the_layers() -> None:
    values = linear_probes(small_spec(epochs=20), small_splits(), 42)

    trained, fresh = (curve(values, case, METRIC) for case in ("trained", "fresh weights"))
    assert len(trained) == len(fresh) == 5
    assert trained[0] == fresh[0]
    assert trained[4] > fresh[4]


def test_probes_are_the_best_ridge_classifiers_on_validation() -> None:
    spec, splits = small_spec(), small_splits()
    deep = small_spec(model=Component(name="mlp", settings={"hidden_layer_sizes": [10, 10, 10]}))
    trained = SeedRun(deep, splits, 42)
    trained.train("tuning")

    values = linear_probes(spec, splits, 42, layers=3, width=10)

    for case, network in (("trained", trained.model), ("fresh weights", fresh_model(deep, splits, 42))):
        expected = [_ridge(_behind(network, splits, layer), splits) for layer in range(4)]
        assert curve(values, case, METRIC) == pytest.approx(expected)


def test_diverged_network_has_probes_only_at_initialization() -> None:
    values = linear_probes(small_spec(optimizer=Component(name="sgd"), learning_rate=1e6), small_splits(), 42, layers=2)

    found = {(case, at) for case, _, at in by_key(values)}
    assert len(values) == 6
    assert found == {("trained", 0), ("fresh weights", 0), ("fresh weights", 1), ("fresh weights", 2)}


def _behind(network: nn.Module, splits: Splits, layer: int) -> list[Any]:
    """Return the outputs of the first layers for each split."""
    parts = [part for number in range(1, layer + 1) for part in _parts(network, number)]
    with torch.no_grad():
        run = nn.Sequential(nn.Flatten(), *parts)
        return [run(split.inputs).double().numpy() for split in (splits.train, splits.validation, splits.test)]


def _parts(network: nn.Module, number: int) -> list[nn.Module]:
    return [network.get_submodule(f"{kind}_{number}") for kind in ("hidden", "activation")]


def _ridge(outputs: list[Any], splits: Splits) -> float:
    train, validation, test = outputs
    fitted = [
        make_pipeline(StandardScaler(), RidgeClassifier(penalty)).fit(train, splits.train.targets)
        for penalty in PENALTIES
    ]
    best = max(fitted, key=lambda each: each.score(validation, splits.validation.targets))
    return 100 * float(best.score(test, splits.test.targets))
