"""The fit job: metrics of each estimator's own predictions, and none that it cannot provide."""

import math
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from scipy.special import softmax
from sklearn.metrics import roc_auc_score

from groundwork.components import estimators
from groundwork.components.randomness import generator_for
from groundwork.config.catalog import MODEL, entries, is_estimator
from groundwork.config.names import Component
from groundwork.core.identity import digest_of
from groundwork.dataset.loading import Prepared
from groundwork.jobs.fit import decision_values, fit_spec, predict_probabilities
from groundwork.planning.specs import FitSpec, Spec
from groundwork.records.schema import Run, TrainingBody
from groundwork.tasks.task import Splits
from groundwork.training.splits import PURPOSE, make_splits
from tests.unit.planted import CLASSES

Fit = Callable[..., TrainingBody]
SpecWith = Callable[..., Spec]
NAMES = [name for name in entries(MODEL) if is_estimator(name)]
CPU = torch.device("cpu")


def fit_spec_with(spec_with: SpecWith, name: str, settings: dict[str, Any], **fields: Any) -> FitSpec:
    values = spec_with(model=Component(name=name, settings=settings), **fields).model_dump(exclude={"kind"})
    return FitSpec.model_validate(values)


@pytest.fixture
def fit(prepared: Prepared, spec_with: SpecWith) -> Fit:
    """Fit an estimator by its name, by default on the planted images."""

    def fit_named(name: str, *, images: Prepared = prepared, **fields: Any) -> TrainingBody:
        settings = {"n_estimators": 20} if name == "random_forest" else {}
        return fit_spec(fit_spec_with(spec_with, name, settings, **fields), images)

    return fit_named


def without_last_class(prepared: Prepared) -> Prepared:
    """Return the same images, with the labels of the last class replaced in the training images of seed 42."""
    labels = np.concatenate([prepared.train_labels, prepared.test_labels])
    order = torch.randperm(len(labels), generator=generator_for(42, PURPOSE)).numpy()
    train = order[60 + 40 :]  # after the test and the validation images
    labels[train] = np.minimum(labels[train], CLASSES - 2)
    return replace(prepared, train_labels=labels[:160], test_labels=labels[160:])


def by_hand(name: str, splits: Splits, seed: int) -> list[list[int]]:
    """Return an estimator's confusion matrix on the test split, from scikit-learn's predictions."""
    estimator = getattr(estimators, name)(seed, **({"n_estimators": 20} if name == "random_forest" else {}))
    estimator.fit(splits.train.inputs.flatten(1).numpy(), splits.train.targets.numpy())
    predicted = estimator.predict(splits.test.inputs.flatten(1).numpy())
    found = np.zeros((CLASSES, CLASSES), dtype=int)
    np.add.at(found, (splits.test.targets.numpy(), predicted), 1)
    counts: list[list[int]] = found.tolist()
    return counts


@pytest.mark.parametrize("name", NAMES)
def test_estimator_learns_the_planted_classes(fit: Fit, name: str) -> None:
    body = fit(name)

    assert (body.layers, body.multiply_adds, body.parameters) == ([], None, 0)
    assert [(run.seed, run.role) for run in body.runs] == [(42, "report"), (43, "report")]
    for run in body.runs:
        assert (run.outcome, run.steps, run.kept_point, run.readings) == ("finished", 0, 0, [])
        assert [(each.step, each.epoch, each.images_seen) for each in run.curve] == [(0, 1, 120)]
        assert [each.step for each in run.horizons] == [0]
        assert run.test is not None
        accuracy, on_train = run.test.metrics["test_accuracy_percent"], run.curve[0].train["accuracy_percent"]
        assert accuracy is not None
        assert accuracy > 70
        assert on_train is not None
        assert on_train >= accuracy
        assert sum(map(sum, run.test.confusion)) == 60


@pytest.mark.parametrize("name", NAMES)
def test_confusion_matches_the_estimator_predictions(
    fit: Fit, prepared: Prepared, spec_with: SpecWith, name: str
) -> None:
    for run in fit(name).runs:
        splits = make_splits(prepared, spec_with(), run.seed, CPU)
        assert run.test is not None
        assert run.test.confusion == by_hand(name, splits, run.seed)


@pytest.mark.parametrize("name", NAMES)
def test_fit_is_deterministic_and_seeds_differ(fit: Fit, name: str) -> None:
    first = fit(name)
    torch.manual_seed(99)
    np.random.seed(7)

    assert digest_of(fit(name).model_dump(mode="json")) == digest_of(first.model_dump(mode="json"))
    more = {run.seed: run for run in fit(name, seeds=(43, 1, 42)).runs}
    assert [more[42], more[43]] == first.runs
    assert more[42].test != more[43].test


def test_each_seed_is_fitted_on_the_images_it_draws(fit: Fit, prepared: Prepared) -> None:
    runs = fit("logistic_regression", images=replace(prepared, name="mnist"), train_images=40).runs

    assert runs[0].test != runs[1].test
    assert [run.curve[0].images_seen for run in runs] == [40, 40]


def test_train_metrics_use_as_many_images_as_validation(fit: Fit, prepared: Prepared, spec_with: SpecWith) -> None:
    splits = make_splits(prepared, spec_with(), 42, CPU)
    estimator = estimators.nearest_neighbors(42)
    estimator.fit(splits.train.inputs.flatten(1).numpy(), splits.train.targets.numpy())

    point = fit("nearest_neighbors").runs[0].curve[0]

    for split, accuracy in (
        (splits.train.first(40), point.train["accuracy_percent"]),
        (splits.validation, point.validation["accuracy_percent"]),
    ):
        right = estimator.predict(split.inputs.flatten(1).numpy()) == split.targets.numpy()
        assert len(right) == 40
        assert accuracy == pytest.approx(100 * right.mean())


@pytest.mark.parametrize("name", NAMES)
def test_class_missing_from_training_gets_zero_probability(fit: Fit, prepared: Prepared, name: str) -> None:
    run = fit(name, images=without_last_class(prepared)).runs[0]

    assert run.test is not None
    metrics = {name: value for name, value in run.test.metrics.items() if value is not None}
    unknown = sum(run.test.confusion[CLASSES - 1])
    assert 5 < unknown < 25
    assert 50 < metrics["test_accuracy_percent"] <= 100 * (1 - unknown / 60)
    assert [row[CLASSES - 1] for row in run.test.confusion] == [0] * CLASSES
    # The cross-entropy of probability 0 is infinite, which a record stores as None.
    assert run.test.metrics.get("test_loss") is None
    assert 50 < metrics["roc_auc_percent"] < 100


def test_probabilities_are_placed_at_the_known_classes() -> None:
    inputs = torch.tensor([[0.0], [1.0], [10.0], [11.0]])
    estimator = estimators.nearest_neighbors(42, n_neighbors=2).fit(inputs.numpy(), np.array([1, 1, 3, 3]))

    found = predict_probabilities(estimator, torch.tensor([[0.5], [10.5]]), 5)

    assert found.tolist() == [[0, 1, 0, 0, 0], [0, 0, 0, 1, 0]]


@pytest.mark.parametrize("classes", [2, 3])
def test_highest_decision_value_is_the_predicted_class(classes: int) -> None:
    inputs = torch.arange(30.0)[:, None]
    labels = (np.arange(30) * classes) // 30
    estimator = estimators.support_vector_machine(42).fit(inputs.numpy(), labels)

    found = decision_values(estimator, inputs, classes + 1)

    assert found.shape == (30, classes + 1)
    assert found[:, classes].tolist() == [-math.inf] * 30
    assert found.argmax(1).tolist() == estimator.predict(inputs.numpy()).tolist()


def test_estimator_without_probabilities_has_no_loss_or_calibration(fit: Fit) -> None:
    (machine, *_), (forest, *_) = (fit(name).runs for name in ("support_vector_machine", "random_forest"))

    assert calibration(machine) == (None, ["roc_auc_percent"], 0, None, None)
    loss, measured, bins, _train_loss, validation_loss = calibration(forest)
    assert loss is not None
    assert measured == ["calibration_error_points", "overconfidence_points", "roc_auc_percent"]
    assert bins > 1
    assert validation_loss is not None


def test_roc_auc_uses_decision_values_without_probabilities(fit: Fit, prepared: Prepared, spec_with: SpecWith) -> None:
    """A softmax over an image's decision values would change the ranking of the images."""
    labels = np.where(np.arange(60) % 5, prepared.test_labels, 0).astype(
        np.uint8
    )  # some wrong labels, so that the AUC is below 1
    hard = replace(prepared, test_labels=labels)
    splits = make_splits(hard, spec_with(), 42, CPU)
    estimator = estimators.support_vector_machine(42)
    estimator.fit(splits.train.inputs.flatten(1).numpy(), splits.train.targets.numpy())
    values = estimator.decision_function(splits.test.inputs.flatten(1).numpy())
    is_class = splits.test.targets.numpy()[:, None] == np.arange(CLASSES)

    test = fit("support_vector_machine", images=hard).runs[0].test

    assert test is not None
    area = test.metrics["roc_auc_percent"]
    assert area == pytest.approx(100 * roc_auc_score(is_class, values), rel=1e-6)
    assert area != pytest.approx(100 * roc_auc_score(is_class, softmax(values, 1)), rel=1e-6)


def test_only_estimators_with_probabilities_have_examples(fit: Fit) -> None:
    shown = {name: fit(name).runs[0].test for name in NAMES}

    assert {name: len(test.first_images) for name, test in shown.items() if test} == {
        name: 0 if name == "support_vector_machine" else 24 for name in NAMES
    }
    machine = shown["support_vector_machine"]
    assert machine is not None
    assert machine.most_confident_mistakes == []
    assert sum(map(sum, machine.confusion)) == 60


def calibration(run: Run) -> tuple[float | None, list[str], int, float | None, float | None]:
    """Return everything that depends on calibrated probabilities."""
    assert run.test is not None
    (point,) = run.curve
    names = sorted({"calibration_error_points", "overconfidence_points", "roc_auc_percent"} & set(run.test.metrics))
    return (
        *(run.test.metrics.get("test_loss"), names, len(run.test.reliability)),
        *(point.train["loss"], point.validation["loss"]),
    )


@pytest.mark.parametrize("name", NAMES)
def test_fit_prints_nothing(fit: Fit, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(fit(name).runs) == 2
