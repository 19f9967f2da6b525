"""Trials of a hyperparameter search: trains a network per trial and tests the best one at the end."""

import math
from typing import NamedTuple

from groundwork.components.optimizers import adamw
from groundwork.config.names import Component
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Splits
from groundwork.training.run import SeedRun


class Axis(NamedTuple):
    """The range of one setting, on a linear or logarithmic scale."""

    low: float
    high: float
    logarithmic: bool

    def at(self, fraction: float) -> float:
        """Return the value at a fraction of the range: 0 is the low end, 1 the high end."""
        if self.logarithmic:
            return float(self.low * (self.high / self.low) ** fraction)
        return self.low + (self.high - self.low) * fraction


# The search space of all methods; batch sizes are rounded. Dropout stays below 1, where no unit would be left.
SPACE = {
    "learning_rate": Axis(1e-4, 1e-1, logarithmic=True),
    "batch_size": Axis(32, 512, logarithmic=True),
    "weight_decay": Axis(1e-3, 0.9, logarithmic=True),
    "dropout": Axis(0.0, 0.8, logarithmic=False),
}
Point = dict[str, float]


def point_at(fractions: tuple[float, ...]) -> Point:
    """Return the point of the search space at these fractions of the ranges, one per setting."""
    return {name: axis.at(fraction) for (name, axis), fraction in zip(SPACE.items(), fractions, strict=True)}


class Trials:
    """The trials of one search: each network's validation accuracy, and the best network."""

    def __init__(self, search: str, spec: Spec, splits: Splits, seed: int) -> None:
        self.case = search.replace("_", " ")
        self.spec, self.splits, self.seed = spec, splits, seed
        self.accuracies: list[float] = []
        self.best: SeedRun | None = None

    def add(self, point: Point) -> float:
        """Train the network of a point and return its validation accuracy in percent, 0 if it diverged.

        All trials of a seed have the same initial weights, batch order and dropout masks.
        """
        trained = SeedRun(_spec_at(self.spec, point), self.splits, self.seed)
        run = trained.train("tuning")
        accuracy = run.curve[run.kept_point].validation["accuracy_percent"]
        if accuracy is None or run.diverged_at_step is not None:
            accuracy = 0.0
        elif accuracy > max(self.accuracies, default=-math.inf):
            self.best = trained
        self.accuracies.append(accuracy)
        return accuracy

    def values(self) -> list[MeasuredValue]:
        """Return the best validation accuracy after each trial, and the best network's test accuracy.

        The test split is used only here, once.
        """
        values = []
        for trials in range(1, len(self.accuracies) + 1):
            best = max(self.accuracies[:trials])
            values.append(measured(self.case, "best_validation_accuracy_percent", trials, best))
        return [*values, measured(self.case, "test_accuracy_percent", None, self._test_accuracy())]

    def _test_accuracy(self) -> float:
        if self.best is None:
            return math.nan
        test = self.best.task.test(self.best.model, self.splits, self.best.loss)
        accuracy = test.metrics["test_accuracy_percent"]
        return math.nan if accuracy is None else accuracy


def _spec_at(spec: Spec, point: Point) -> Spec:
    model = Component(name=spec.model.name, settings=spec.model.settings | {"dropout": point["dropout"]})
    optimizer = Component(name=adamw.__name__, settings={"weight_decay": point["weight_decay"]})
    sizes = {"learning_rate": point["learning_rate"], "batch_size": round(point["batch_size"])}
    return spec.model_copy(update={"model": model, "optimizer": optimizer, "probes": (), **sizes})
