"""The metrics of a run that are computed from its curves."""

import math

from groundwork.core.metrics import column_of
from groundwork.records.schema import CurvePoint, Horizon, Run

ACCURACY = "accuracy_percent"


def metrics_of_training(run: Run, reading: Horizon) -> dict[str, float]:
    """Return the metrics of a run's curves up to a horizon; those of the splits are for the weights kept there.

    An estimator that is fitted in one call has no epochs, hence no standard deviations of step losses.
    """
    curve = [point for point in run.curve if point.step <= reading.step]
    kept, last = curve[min(run.kept_point, len(curve) - 1)], curve[-1]
    values = {
        **{column_of("validation", name): _number(value) for name, value in reading.validation.items()},
        **{column_of("train", name): _number(value) for name, value in reading.train.items()},
        "best_validation_accuracy_percent": max(_number(each.validation.get(ACCURACY)) for each in curve),
        "generalization_gap_points": _number(reading.train.get(ACCURACY)) - _number(reading.validation.get(ACCURACY)),
        "images_seen": last.images_seen,
    }
    if run.steps == 0:
        return values
    late_loss, late_std = _number(reading.late_step_loss), _number(reading.late_step_loss_std)
    return values | {
        "first_epoch_train_loss": first_epoch_train_loss(curve),
        "late_step_loss_std": late_std,
        "late_step_loss_relative_std_percent": 100 * late_std / late_loss if late_loss else math.nan,
        "validation_loss_rise_percent": _rise_percent(reading, curve),
        "kept_epoch": kept.epoch,
        "epochs_run": last.epoch,
    }


def first_epoch_train_loss(curve: list[CurvePoint]) -> float:
    """Return the training loss at the end of the first epoch; NaN if the curve does not reach it, or not finite."""
    return next((_number(each.train["loss"]) for each in curve if each.epoch == 1), math.nan)


def _rise_percent(reading: Horizon, curve: list[CurvePoint]) -> float:
    """Return by how much the validation loss is above the lowest on the curve, in percent: 0 without overfitting."""
    lowest = min(loss for each in curve if (loss := each.validation["loss"]) is not None)
    return 100 * (_number(reading.validation["loss"]) / lowest - 1) if lowest else math.nan


def _number(value: float | None) -> float:
    return math.nan if value is None else value
