"""What training brings down: each function gives one number from scores and targets, the mean over a batch."""

import torch
from torch import nn

from groundwork.config.catalog import Fraction


def cross_entropy(scores: torch.Tensor, targets: torch.Tensor, *, smoothing: Fraction = 0.0) -> torch.Tensor:
    """Return the cross-entropy in nats of scores (n, classes) and labels (n,).

    With `smoothing` the label is mixed with the uniform distribution (Szegedy et al. 2016, section 7).
    """
    return nn.functional.cross_entropy(scores, targets, label_smoothing=smoothing)


def binary_cross_entropy(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return the cross-entropy in nats of logits (n, 1), those of the second of two classes, and labels (n,)."""
    return nn.functional.binary_cross_entropy_with_logits(scores[:, 0], targets.to(scores.dtype))


def mean_squared_error(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return the mean squared distance of predictions (n, 1) from targets (n,), in the square of their unit."""
    return nn.functional.mse_loss(scores[:, 0], targets)
