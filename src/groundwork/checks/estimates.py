"""Exact checks of penalties and of the parts of an error."""

import torch

from groundwork.checks.shared.networks import TOLERANCE
from groundwork.records.schema import CheckBody

STRENGTH = 0.5


def l1_sets_small_weights_to_zero() -> CheckBody:
    """Of a weight that would be a, an L1 penalty leaves a - s, and zero if a is at most s; an L2 penalty a / (1 + s).

    The minimum of (w - a)^2 / 2 plus s |w|, or plus s w^2 / 2, searched on a fine grid. So L1 takes the same from every
    weight, and L2 the same share.
    """
    wanted = torch.tensor([-2.0, -0.4, 0.1, 0.5, 0.6, 3.0], dtype=torch.double)
    grid = torch.arange(-40_000, 40_001, dtype=torch.double) / 10_000
    fit = (grid[:, None] - wanted).square() / 2  # (grid, weights)
    l1 = grid[(fit + STRENGTH * grid.abs()[:, None]).argmin(0)]
    l2 = grid[(fit + STRENGTH * grid.square()[:, None] / 2).argmin(0)]
    soft = wanted.sign() * (wanted.abs() - STRENGTH).clamp(min=0)
    shrunk = wanted / (1 + STRENGTH)
    resolution = 1e-4
    return CheckBody(
        holds=bool((l1 - soft).abs().max() <= resolution and (l2 - shrunk).abs().max() <= resolution)
        and int((l1 == 0).sum()) == 3
        and int((l2 == 0).sum()) == 0,
        measured={
            "of six weights, zero with an L1 penalty of 0.5": int((l1 == 0).sum()),
            "of six weights, zero with an L2 penalty of 0.5": int((l2 == 0).sum()),
            "what L1 leaves of a weight of 3": l1[-1].item(),
            "what L2 leaves of it": l2[-1].item(),
        },
    )


def error_is_squared_bias_plus_variance() -> CheckBody:
    """Over training sets, the mean squared error is the squared bias, plus the variance, plus the noise of the target.

    Counted over all pairs of 40 predictions with 30 targets: bias is the distance between the two means.
    """
    generator = torch.Generator().manual_seed(42)
    predictions = 1 + 0.5 * torch.randn(40, generator=generator, dtype=torch.double)
    targets = 0.2 * torch.randn(30, generator=generator, dtype=torch.double)
    error = (predictions[:, None] - targets).square().mean().item()
    squared_bias = (predictions.mean() - targets.mean()).square().item()
    variance, noise = predictions.var(correction=0).item(), targets.var(correction=0).item()
    return CheckBody(
        holds=abs(error - (squared_bias + variance + noise)) < TOLERANCE,
        measured={
            "mean squared error": error,
            "squared bias": squared_bias,
            "variance of the predictions": variance,
            "variance of the targets, the noise": noise,
        },
    )
