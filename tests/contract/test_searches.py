"""Searches train the given number of networks in the search space and use the test split once."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from groundwork.config.names import Component
from groundwork.measurements.searches import bayesian_search, grid_search, random_search
from groundwork.measurements.shared import trials
from groundwork.measurements.shared.trials import SPACE, Axis
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue, Run
from groundwork.tasks.classification import classification
from groundwork.training.run import Role, SeedRun
from tests.contract.measuring import by_key, curve, small_spec, small_splits

pytestmark = pytest.mark.usefixtures("exact")

SEARCHES: dict[str, Callable[..., list[MeasuredValue]]] = {
    "grid search": grid_search,
    "random search": random_search,
    "bayesian search": bayesian_search,
}
Point = tuple[float, float, float, float]


class SearchLog:
    """Log of a search: the specs it trained, their roles, and how often it used the test split."""

    def __init__(self) -> None:
        self.specs: list[Spec] = []
        self.roles: list[Role] = []
        self.tests_read = 0

    @property
    def points(self) -> list[Point]:
        """The settings tried: learning rate, batch size, weight decay, dropout."""
        return [
            (
                each.learning_rate,
                each.batch_size,
                each.optimizer.settings["weight_decay"],
                each.model.settings["dropout"],
            )
            for each in self.specs
        ]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> SearchLog:
    found = SearchLog()

    class Watched(SeedRun):
        def train(self, role: Role, until: int | None = None) -> Run:
            found.specs.append(self.spec)
            found.roles.append(role)
            return super().train(role, until)

    def reading(self: Any, *arguments: Any) -> Any:
        found.tests_read += 1
        return read_test(self, *arguments)

    kind = type(classification("logits"))
    read_test = kind.test
    monkeypatch.setattr(trials, "SeedRun", Watched)
    monkeypatch.setattr(kind, "test", reading)
    return found


@pytest.mark.parametrize("case", SEARCHES)
def test_search_trains_one_network_per_trial(case: str, log: SearchLog) -> None:
    values = SEARCHES[case](small_spec(), small_splits(), 42, n_trials=16)

    assert log.roles == ["tuning"] * 16
    assert log.tests_read == 1
    assert len(set(log.points)) == 16
    assert {each.model.settings["hidden_layer_sizes"][0] for each in log.specs} == {12}
    progress = curve(values, case, "best_validation_accuracy_percent")
    assert len(progress) == 16
    assert progress == sorted(progress)
    assert progress[-1] > 60


@pytest.mark.parametrize("case", SEARCHES)
def test_test_accuracy_is_of_the_first_best_network_on_validation(case: str, log: SearchLog) -> None:
    values = SEARCHES[case](small_spec(), small_splits(), 42, n_trials=16)

    progress = curve(values, case, "best_validation_accuracy_percent")
    rate, batch_size, decay, dropout = log.points[progress.index(progress[-1])]
    best = small_spec(
        learning_rate=rate,
        batch_size=batch_size,
        optimizer=Component(name="adamw", settings={"weight_decay": decay}),
        model=Component(name="mlp", settings={"hidden_layer_sizes": [12], "dropout": dropout}),
    )
    run = SeedRun(best, small_splits(), 42).train("report")
    assert progress[-1] == pytest.approx(run.curve[-1].validation["accuracy_percent"])
    assert run.test is not None
    assert by_key(values)[case, "test_accuracy_percent", None] == pytest.approx(
        run.test.metrics["test_accuracy_percent"]
    )


@pytest.mark.parametrize("case", SEARCHES)
def test_search_stays_inside_the_search_space(case: str, log: SearchLog) -> None:
    SEARCHES[case](small_spec(epochs=1), small_splits(), 42, n_trials=16)

    for axis, values in zip(SPACE.values(), zip(*log.points, strict=True), strict=True):
        assert axis.low <= min(values) < max(values) <= axis.high


def test_grid_has_every_combination_of_cell_midpoints(log: SearchLog) -> None:
    grid_search(small_spec(epochs=1), small_splits(), 42, n_trials=16)

    rates = [10**exponent for exponent in (-3.25, -1.75)]
    decays = [0.001 * 900**place for place in (1 / 4, 3 / 4)]
    dropouts = [0.8 * place for place in (1 / 4, 3 / 4)]
    assert len(log.points) == 16
    assert log.points != sorted(log.points)
    for point, wanted in zip(sorted(log.points), product(rates, [64, 256], decays, dropouts), strict=True):
        assert point == pytest.approx(wanted)


def test_random_search_draws_differ_by_trial_and_seed(log: SearchLog) -> None:
    for seed in (42, 43):
        random_search(small_spec(epochs=1), small_splits(), seed, n_trials=20)

    for axis, column in zip(SPACE.values(), zip(*log.points, strict=True), strict=True):
        middle = axis.at(0.5)
        assert len(set(column)) > 30  # batch sizes are whole numbers, of which two may be equal
        assert 10 <= sum(value < middle for value in column) <= 30


def test_trials_of_a_seed_share_initial_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a negligible learning rate, all networks keep their initial weights."""
    monkeypatch.setitem(SPACE, "learning_rate", Axis(1e-30, 1e-29, logarithmic=True))
    accuracies = []
    for seed in (42, 43):
        values = random_search(small_spec(epochs=1), small_splits(), seed, n_trials=4)
        accuracies.append(set(curve(values, "random search", "best_validation_accuracy_percent")))

    assert [len(each) for each in accuracies] == [1, 1]
    assert accuracies[0] != accuracies[1]


def test_diverged_networks_count_as_zero_accuracy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SPACE, "learning_rate", Axis(1e30, 1e31, logarithmic=True))

    values = random_search(small_spec(), small_splits(), 42, n_trials=2)

    assert [each.value for each in values] == [0, 0, None]
