"""Classical models: one thread, deterministic by seed, and as described in their docstrings."""

import inspect
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.datasets import make_blobs
from threadpoolctl import threadpool_info, threadpool_limits  # type: ignore[import-untyped]

from groundwork.components import estimators
from groundwork.config.catalog import MODEL, entries, fitted_task

NAMES = [name for name in entries(MODEL) if fitted_task(name) == "classification"]
OTHER_SETTINGS: dict[str, dict[str, float]] = {
    "logistic_regression": {"C": 0.001},
    "nearest_neighbors": {"n_neighbors": 30},
    "support_vector_machine": {"C": 0.01},
    "random_forest": {"n_estimators": 3},
    "gradient_boosting": {"max_iter": 2, "learning_rate": 0.01},
}
WITHOUT_PROBABILITIES = ["support_vector_machine"]
Array = NDArray[np.float64]


@pytest.fixture(autouse=True)
def other_threads() -> Iterator[None]:
    """Start each test with several threads, and restore the original number at the end."""
    with threadpool_limits(2):
        yield


def points(count: int = 300, classes: int = 3) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return rows (n, 6) of slightly overlapping classes."""
    inputs, labels = make_blobs(count, 6, centers=classes, cluster_std=4.0, random_state=42)
    return inputs.astype(np.float32), labels


def fitted(name: str, classes: int = 3, seed: int = 42, **settings: float) -> Any:
    return getattr(estimators, name)(seed, **settings).fit(*points(classes=classes))


def scores(estimator: Any, classes: int = 3) -> Array:
    """Return an estimator's probabilities, or its decision values, for other points of the same classes."""
    others = points(600, classes)[0][300:]
    has_probabilities = hasattr(estimator, "predict_proba")
    found: Array = estimator.predict_proba(others) if has_probabilities else estimator.decision_function(others)
    return found


def test_every_estimator_and_setting_has_a_case() -> None:
    settings = {name: list(inspect.signature(getattr(estimators, name)).parameters)[1:] for name in NAMES}

    assert settings == {name: list(tried) for name, tried in OTHER_SETTINGS.items()}


@pytest.mark.parametrize("name", NAMES)
def test_estimator_learns_without_warnings(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        estimator = fitted(name)

    inputs, labels = points(600)
    assert (estimator.predict(inputs[300:]) == labels[300:]).mean() > 0.9
    assert estimator.classes_.tolist() == [0, 1, 2]


@pytest.mark.parametrize("name", NAMES)
def test_estimators_with_probabilities(name: str) -> None:
    estimator = fitted(name)

    assert hasattr(estimator, "predict_proba") is (name not in WITHOUT_PROBABILITIES)
    assert scores(estimator).shape == (300, 3)
    if name not in WITHOUT_PROBABILITIES:
        assert scores(estimator).sum(axis=1) == pytest.approx(np.ones(300), rel=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_estimator_depends_only_on_its_seed(name: str) -> None:
    first = scores(fitted(name))
    np.random.seed(7)

    assert np.array_equal(scores(fitted(name)), first)
    assert np.random.random() == np.random.RandomState(7).random()


@pytest.mark.parametrize("name", NAMES)
def test_seed_changes_only_the_random_forest(name: str) -> None:
    changes = not np.array_equal(scores(fitted(name)), scores(fitted(name, seed=43)))

    assert changes is (name == "random_forest")


@pytest.mark.parametrize("name", NAMES)
def test_estimator_uses_one_thread(name: str) -> None:
    assert 2 in {library["num_threads"] for library in threadpool_info()}

    estimator = getattr(estimators, name)(42)

    assert {library["num_threads"] for library in threadpool_info()} == {1}
    assert estimator.get_params().get("n_jobs") in (None, 1)


@pytest.mark.parametrize("name", OTHER_SETTINGS)
def test_setting_is_passed_to_scikit_learn(name: str) -> None:
    for settings in (entries(MODEL)[name].defaults, OTHER_SETTINGS[name]):
        estimator = getattr(estimators, name)(42, **settings)

        assert {key: estimator.get_params()[key] for key in settings} == settings


@pytest.mark.parametrize(
    ("name", "setting"), [(name, setting) for name, tried in OTHER_SETTINGS.items() for setting in tried]
)
def test_every_estimator_setting_matters(name: str, setting: str) -> None:
    estimator = getattr(estimators, name)(42, **{setting: OTHER_SETTINGS[name][setting]}).fit(*points())

    assert np.abs(scores(estimator) - scores(fitted(name))).max() > 0.05


def test_logistic_regression_minimizes_loss_plus_l2_penalty() -> None:
    estimator = fitted("logistic_regression", C=1 / 3)

    inputs, labels = points()
    errors = estimator.predict_proba(inputs) - np.eye(3)[labels]  # (n, classes)
    slopes = errors.T @ inputs + 3.0 * estimator.coef_  # (classes, features)
    assert np.abs(slopes).max() / len(inputs) < 1e-3
    assert np.abs(errors.sum(axis=0)).max() / len(inputs) < 1e-3


def test_nearest_neighbors_is_a_vote_of_five() -> None:
    inputs, labels = points()
    others = points(600)[0][300:]
    distances = ((others[:, None].astype(float) - inputs[None]) ** 2).sum(axis=2)  # (others, n)
    votes = labels[distances.argsort(axis=1)[:, :5]]  # (others, 5)
    shares = np.stack([(votes == each).mean(axis=1) for each in range(3)], axis=1)

    assert scores(fitted("nearest_neighbors")) == pytest.approx(shares, rel=1e-12)


def test_svm_has_an_rbf_kernel_with_dual_coefficients_up_to_c() -> None:
    estimator = fitted("support_vector_machine", classes=2, C=2.0)
    inputs, others = points(classes=2)[0].astype(float), points(600, 2)[0][300:].astype(float)
    distances = ((others[:, None] - inputs[estimator.support_][None]) ** 2).sum(axis=2)
    kernel = np.exp(-distances / (6 * inputs.var()))

    by_hand = kernel @ estimator.dual_coef_[0] + estimator.intercept_

    assert scores(estimator, classes=2) == pytest.approx(by_hand, rel=1e-6, abs=1e-9)
    assert np.abs(estimator.dual_coef_).max() == 2.0


def test_svm_breaks_ties_by_decision_values() -> None:
    random = np.random.default_rng(0)
    inputs, labels, others = random.normal(size=(200, 5)), random.integers(0, 4, 200), random.normal(size=(500, 5))

    estimator = estimators.support_vector_machine(42).fit(inputs, labels)

    surest = estimator.decision_function(others).argmax(axis=1)
    assert (estimator.predict(others) == surest).all()
    assert (estimator.set_params(break_ties=False).predict(others) != surest).any()


def test_random_forest_is_the_mean_of_a_hundred_trees() -> None:
    estimator = fitted("random_forest")
    others = points(600)[0][300:]

    of_trees = [tree.predict_proba(others) for tree in estimator.estimators_]

    assert len(of_trees) == 100
    assert scores(estimator) == pytest.approx(np.mean(of_trees, axis=0), rel=1e-12)


def test_gradient_boosting_starts_at_class_frequencies() -> None:
    estimator = fitted("gradient_boosting", max_iter=7, learning_rate=1e-9)

    assert estimator.n_iter_ == 7
    assert scores(estimator) == pytest.approx(np.full((300, 3), 1 / 3), rel=1e-6)
    assert fitted("gradient_boosting").n_iter_ == 30
