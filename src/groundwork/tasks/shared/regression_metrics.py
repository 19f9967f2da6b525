"""Regression metrics."""

import math

import torch

from groundwork.records.numbers import finite


def regression_metrics(predictions: torch.Tensor, targets: torch.Tensor) -> dict[str, float | None]:
    """Return the errors of predictions (n,) and R squared; a metric that is not finite is None.

    R squared is 1 - residual sum of squares / total sum of squares: 0 if every prediction is the targets' mean, None if
    all targets are equal.
    """
    errors, deviations = (predictions - targets).double(), (targets - targets.double().mean()).double()
    squares = errors.square()
    mean_square = finite(squares.mean().item())
    return {
        "mean_absolute_error": finite(errors.abs().mean().item()),
        "root_mean_squared_error": None if mean_square is None else math.sqrt(mean_square),
        "mean_squared_error": mean_square,
        "r_squared": finite((1 - squares.sum() / deviations.square().sum()).item()),
    }
