"""The metrics of a run that are computed from its curves."""

import math
import statistics

import numpy as np

from groundwork.core.metrics import column_of
from groundwork.records.schema import Epoch, Run

ACCURACY = "accuracy_percent"
FEWEST_EPOCHS = 4
FEWEST_LATE_EPOCHS = 3


def metrics_of_training(run: Run, target_percent: float) -> dict[str, float]:
    """Return the metrics of a run's curves; those of the splits are for the weights that were kept.

    The standard deviations are those of the last epochs that ran. An estimator that is fitted in one call has no
    epochs, hence no epochs to the target and no standard deviations.
    """
    kept, last = run.epochs[run.kept_epoch], run.epochs[-1]
    values = {
        **{column_of("validation", name): _number(value) for name, value in kept.validation.items()},
        **{column_of("train", name): _number(value) for name, value in kept.train.items()},
        "best_validation_accuracy_percent": max(_number(each.validation.get(ACCURACY)) for each in run.epochs),
        "generalization_gap_points": _number(kept.train.get(ACCURACY)) - _number(kept.validation.get(ACCURACY)),
        "images_seen": last.images_seen,
    }
    if run.steps == 0:
        return values
    return values | {
        "epochs_to_target": epochs_to_target(run.epochs, target_percent),
        "first_epoch_train_loss": _number(run.epochs[1].train["loss"]),
        "late_step_loss_std": _number(last.step_loss_std),
        "late_epoch_loss_std": late_epoch_loss_std(run.epochs),
        "kept_epoch": kept.epoch,
        "epochs_run": last.epoch,
    }


def epochs_to_target(epochs: list[Epoch], target_percent: float) -> float:
    """Return the number of epochs until validation accuracy first reaches the target, interpolated.

    Infinity if it never does; NaN if there is no accuracy, as in a regression.
    """
    points = [(each.epoch, _number(each.validation.get(ACCURACY))) for each in epochs]
    if all(math.isnan(accuracy) for _, accuracy in points):
        return math.nan
    reached = next((index for index, (_, accuracy) in enumerate(points) if accuracy >= target_percent), None)
    if reached is None:
        return math.inf
    epoch, accuracy = points[reached]
    if reached == 0:
        return float(epoch)
    before, lower = points[reached - 1]
    return before + (epoch - before) * (target_percent - lower) / (accuracy - lower)


def late_epoch_loss_std(epochs: list[Epoch]) -> float:
    """Return the standard deviation of late epochs' training losses around a linear trend, in units of the loss.

    Late epochs are the second half, rounded up; the linear trend removes continued learning. The result is the residual
    standard deviation, with n - 2 degrees of freedom. NaN with fewer than four epochs: their second half is too short,
    or still in the steep beginning.
    """
    trained = [each for each in epochs if each.epoch > 0]
    if len(trained) < FEWEST_EPOCHS:
        return math.nan
    late = trained[-max(FEWEST_LATE_EPOCHS, math.ceil(len(trained) / 2)) :]
    losses = [_number(each.train["loss"]) for each in late]
    line = statistics.linear_regression([each.epoch for each in late], losses)
    residuals = [loss - line.intercept - line.slope * each.epoch for each, loss in zip(late, losses, strict=True)]
    return float(np.linalg.norm(residuals)) / math.sqrt(len(late) - 2)


def _number(value: float | None) -> float:
    return math.nan if value is None else value
