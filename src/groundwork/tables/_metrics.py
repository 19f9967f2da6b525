"""The metrics of one run: how good the network is at the end, how fast it got there, how steadily."""

import math
import statistics

import numpy as np

from groundwork.records import Epoch, Run

UNITS = {
    "test_accuracy_percent": "%",
    "test_loss": "nats",
    "validation_accuracy_percent": "%",
    "validation_loss": "nats",
    "train_accuracy_percent": "%",
    "train_loss": "nats",
    "best_validation_accuracy_percent": "%",
    "epochs_to_target": "epochs",
    "first_epoch_train_loss": "nats",
    "late_step_loss_spread": "nats",
    "late_epoch_loss_spread": "nats",
    "generalization_gap_points": "points",
}
FEWEST_EPOCHS = 4
FEWEST_LATE_EPOCHS = 3


def metrics_of(run: Run, chance_percent: float, target_percent: float) -> dict[str, float]:
    """Return every metric of a run, NaN where it has none: a tuning seed has no test, one epoch has no late epochs.

    A diverged run leaves its user a network that guesses: accuracies are chance level, losses and times infinite, and
    there is no gap between two guesses. Only its first epoch, if that was sound, keeps its own loss.
    """
    if run.diverged_at_step is not None:
        return _diverged(run, chance_percent)
    last = run.epochs[-1]
    train, validation = _percent(last.train_accuracy), _percent(last.validation_accuracy)
    return {
        "test_accuracy_percent": _percent(run.test.accuracy if run.test else None),
        "test_loss": _number(run.test.loss if run.test else None),
        "validation_accuracy_percent": validation,
        "validation_loss": _number(last.validation_loss),
        "train_accuracy_percent": train,
        "train_loss": _number(last.train_loss),
        "best_validation_accuracy_percent": max(_percent(each.validation_accuracy) for each in run.epochs),
        "epochs_to_target": epochs_to_target(run.epochs, target_percent),
        "first_epoch_train_loss": _number(run.epochs[1].train_loss),
        "late_step_loss_spread": _number(last.step_loss_spread),
        "late_epoch_loss_spread": late_epoch_loss_spread(run.epochs),
        "generalization_gap_points": train - validation,
    }


def epochs_to_target(epochs: list[Epoch], target_percent: float) -> float:
    """Return after how many epochs validation accuracy first reaches the target, interpolated; infinity for a miss."""
    points = [(each.epoch, _percent(each.validation_accuracy)) for each in epochs]
    reached = next((index for index, (_, accuracy) in enumerate(points) if accuracy >= target_percent), None)
    if reached is None:
        return math.inf
    epoch, accuracy = points[reached]
    if reached == 0:
        return float(epoch)
    before, lower = points[reached - 1]
    return before + (epoch - before) * (target_percent - lower) / (accuracy - lower)


def late_epoch_loss_spread(epochs: list[Epoch]) -> float:
    """Return how far training losses at the ends of late epochs lie from a straight line, in nats.

    Late is the second half of the epochs, rounded up; the straight line takes out the learning that still goes on. The
    spread is the residual standard deviation, with n - 2 degrees of freedom. NaN with fewer than four epochs: their
    second half is too short, or still the steep beginning.
    """
    trained = [each for each in epochs if each.epoch > 0]
    if len(trained) < FEWEST_EPOCHS:
        return math.nan
    late = trained[-max(FEWEST_LATE_EPOCHS, math.ceil(len(trained) / 2)) :]
    losses = [_number(each.train_loss) for each in late]
    line = statistics.linear_regression([each.epoch for each in late], losses)
    residuals = [loss - line.intercept - line.slope * each.epoch for each, loss in zip(late, losses, strict=True)]
    return float(np.linalg.norm(residuals)) / math.sqrt(len(late) - 2)


def _diverged(run: Run, chance_percent: float) -> dict[str, float]:
    values = dict.fromkeys(UNITS, math.inf)
    values |= dict.fromkeys((name for name, unit in UNITS.items() if unit == "%"), chance_percent)
    values |= {"generalization_gap_points": math.nan}
    if run.role == "tuning":
        values |= {"test_accuracy_percent": math.nan, "test_loss": math.nan}
    if len(run.epochs) > 1 and run.epochs[1].train_loss is not None:
        values["first_epoch_train_loss"] = run.epochs[1].train_loss
    return values


def _percent(fraction: float | None) -> float:
    return math.nan if fraction is None else 100 * fraction


def _number(value: float | None) -> float:
    return math.nan if value is None else value
