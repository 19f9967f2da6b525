"""How far predicted numbers are off."""

import math

import torch

from groundwork.records.numbers import finite


def regression_metrics(predictions: torch.Tensor, targets: torch.Tensor) -> dict[str, float | None]:
    """Return the errors of predictions (n,) and R squared, None where one is not finite.

    R squared is 1 - residual sum of squares / total sum of squares, and 0 for always naming the mean; equal targets
    have none.
    """
    errors, spread = (predictions - targets).double(), (targets - targets.double().mean()).double()
    squares = errors.square()
    mean_square = finite(squares.mean().item())
    return {
        "mean_absolute_error": finite(errors.abs().mean().item()),
        "root_mean_squared_error": None if mean_square is None else math.sqrt(mean_square),
        "mean_squared_error": mean_square,
        "r_squared": finite((1 - squares.sum() / spread.square().sum()).item()),
    }
