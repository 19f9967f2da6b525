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
from groundwork.planning.compatibility import CLASSIFICATION_ONLY, GENERATION_ONLY, LANGUAGE_ONLY
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Split, Splits
from tests.contract.measuring import by_key, language_spec, language_splits, small_spec, small_splits, small_translation

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
    "fine_tuning": {"images": (2, 4), "ranks": (1,), "steps": 5},
    "training_mistakes": {"points": 2, "one_batch_steps": 5},
    "bias_and_variance": {"images": 30, "draws": 2},
    "weights_set_to_zero": {"images": 40, "steps": 20},
    "distillation": {"student": (4,), "part": 3},
    "features_chosen_too_early": {"features": 50},
}


# Measurements of translating networks, which need sentences.
TRANSLATION_ONLY = {"attention_map"}
OF_GENERATION = {
    "model": Component(name="variational_autoencoder", settings={"hidden_layer_sizes": [12], "latent_dim": 2}),
    "loss": Component(name="pixel_cross_entropy"),
}


OF_LANGUAGE = Component(name="decoder_only_transformer", settings={"hidden_dim": 8, "dropout": 0.5})


def spec_for(name: str, **fields: Any) -> Spec:
    """Return a small spec of the task that a measurement needs."""
    if name in LANGUAGE_ONLY:
        return language_spec(model=OF_LANGUAGE)
    return small_spec(**(OF_GENERATION if name in GENERATION_ONLY else fields))


def splits_for(name: str) -> Splits:
    if name in LANGUAGE_ONLY:
        return language_splits()
    if name in TRANSLATION_ONLY:
        return small_translation()
    return small_splits(task="generation" if name in GENERATION_ONLY else "classification")


def measurement(name: str) -> Callable[..., list[MeasuredValue]]:
    return load_function(MEASUREMENT, name)


@pytest.mark.parametrize("name", entries(MEASUREMENT))
def test_measurement_is_deterministic_and_depends_on_the_seed_unless_counted(name: str) -> None:
    settings = SMALL.get(name, {})
    dropping = spec_for(name, model=Component(name="mlp", settings={"hidden_layer_sizes": [12], "dropout": 0.5}))

    first = measurement(name)(dropping, splits_for(name), 42, **settings)
    torch.manual_seed(1)
    again = measurement(name)(dropping, splits_for(name), 42, **settings)
    other = measurement(name)(dropping, splits_for(name), 43, **settings)

    is_counted = {METRICS[each.metric].counted for each in first} == {"network"}
    assert again == first
    assert (other == first) == is_counted
    assert [(each.case, each.metric, each.at) for each in other] == list(by_key(first))


@pytest.mark.parametrize("name", entries(MEASUREMENT))
def test_measurement_uses_registered_metrics(name: str) -> None:
    values = measurement(name)(spec_for(name), splits_for(name), 42, **SMALL.get(name, {}))

    assert {each.metric for each in values} - set(METRICS) == set()


@pytest.mark.parametrize("name", entries(MEASUREMENT))
def test_measurement_does_not_change_the_data(name: str) -> None:
    splits, untouched = splits_for(name), splits_for(name)

    measurement(name)(spec_for(name), splits, 42, **SMALL.get(name, {}))

    for one, other in ((splits.train, untouched.train), (splits.test, untouched.test)):
        assert torch.equal(one.inputs, other.inputs)
        assert torch.equal(one.targets, other.targets)


OF_OTHER_TASKS = {*CLASSIFICATION_ONLY, *GENERATION_ONLY, *LANGUAGE_ONLY, *TRANSLATION_ONLY}


@pytest.mark.parametrize("name", sorted({*entries(MEASUREMENT)} - OF_OTHER_TASKS))
def test_measurements_without_classes_support_regression(name: str) -> None:
    splits = small_splits(classes=0, task="regression")
    train, validation, test = (
        Split((each.inputs.flatten(1), each.targets.float())) for each in (splits.train, splits.validation, splits.test)
    )
    regression = replace(splits, train=train, validation=validation, test=test)
    spec = small_spec(loss=Component(name="mean_squared_error"))

    values = measurement(name)(spec, regression, 42, **SMALL.get(name, {}))

    assert len(by_key(values)) == len(values)
