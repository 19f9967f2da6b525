"""Measurements are deterministic by seed, check what data they need, and use registered metrics."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch

from groundwork.components.catalog import load_function
from groundwork.config.catalog import MEASUREMENT, entries
from groundwork.config.names import Component
from groundwork.core.metrics import METRICS
from groundwork.planning.compatibility import CLASSIFICATION_ONLY
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Split
from tests.contract.measuring import by_key, small_spec, small_splits

pytestmark = pytest.mark.usefixtures("exact")

# Settings that make a measurement cheap enough for tests.
SMALL: dict[str, dict[str, Any]] = {
    "grid_search": {"n_trials": 8},
    "random_search": {"n_trials": 3},
    "bayesian_search": {"n_trials": 12},
    "k_fold_against_one_split": {"images": 20, "draws": 2},
    "gradient_noise": {"batches": 2},
    "two_layers_learn_xor": {"hidden": (2,), "starts": 50, "steps": 100},
    "signal_through_depth": {"depth": 4, "width": 16},
    "sigmoid_gradient_by_depth": {"depth": 3, "width": 16},
    "linear_probes": {"layers": 2, "width": 8},
}


def measurement(name: str) -> Callable[..., list[MeasuredValue]]:
    return load_function(MEASUREMENT, name)


@pytest.mark.parametrize("name", entries(MEASUREMENT))
def test_measurement_is_deterministic_and_depends_on_the_seed_unless_counted(name: str) -> None:
    settings = SMALL.get(name, {})
    dropping = small_spec(model=Component(name="mlp", settings={"hidden_layer_sizes": [12], "dropout": 0.5}))

    first = measurement(name)(dropping, small_splits(), 42, **settings)
    torch.manual_seed(1)
    again = measurement(name)(dropping, small_splits(), 42, **settings)
    other = measurement(name)(dropping, small_splits(), 43, **settings)

    is_counted = {METRICS[each.metric].counted for each in first} == {"network"}
    assert again == first
    assert (other == first) == is_counted
    assert [(each.case, each.metric, each.at) for each in other] == list(by_key(first))


@pytest.mark.parametrize("name", entries(MEASUREMENT))
def test_measurement_uses_registered_metrics(name: str) -> None:
    values = measurement(name)(small_spec(), small_splits(), 42, **SMALL.get(name, {}))

    assert {each.metric for each in values} - set(METRICS) == set()


@pytest.mark.parametrize("name", entries(MEASUREMENT))
def test_measurement_does_not_change_the_data(name: str) -> None:
    splits, untouched = small_splits(), small_splits()

    measurement(name)(small_spec(), splits, 42, **SMALL.get(name, {}))

    for one, other in ((splits.train, untouched.train), (splits.test, untouched.test)):
        assert torch.equal(one.inputs, other.inputs)
        assert torch.equal(one.targets, other.targets)


@pytest.mark.parametrize("name", sorted({*entries(MEASUREMENT)} - {*CLASSIFICATION_ONLY}))
def test_measurements_without_classes_support_regression(name: str) -> None:
    splits = small_splits(classes=0, task="regression")
    train, validation, test = (
        Split((each.inputs.flatten(1), each.targets.float())) for each in (splits.train, splits.validation, splits.test)
    )
    regression = replace(splits, train=train, validation=validation, test=test)
    spec = small_spec(loss=Component(name="mean_squared_error"))

    values = measurement(name)(spec, regression, 42, **SMALL.get(name, {}))

    assert len(by_key(values)) == len(values)
