"""The losses: each function gives the mean loss of a batch from the network's outputs."""

import torch
from torch.nn import functional

from groundwork.config.bounds import Fraction

# The unit of what a loss returns, by which tables, claims and figures name it.
Nats = torch.Tensor
SquaredTargetUnits = torch.Tensor


def cross_entropy(logits: torch.Tensor, targets: torch.Tensor, *, label_smoothing: Fraction = 0.0) -> Nats:
    """Return the mean of -log softmax of the target's logit, for logits (n, classes) and classes (n,).

    With `label_smoothing` s, the loss is 1 - s of that and s of its mean over all classes (Szegedy et al. 2016,
    section 7).
    """
    return functional.cross_entropy(logits, targets, label_smoothing=label_smoothing)


def binary_cross_entropy(logits: torch.Tensor, targets: torch.Tensor) -> Nats:
    """Return the mean of -log sigmoid(logit) where the target is 1 and -log sigmoid(-logit) where it is 0.

    Logits are (n, 1) and targets (n,); any other count of logits raises RuntimeError.
    """
    return functional.binary_cross_entropy_with_logits(logits.view_as(targets), targets.to(logits.dtype))


def mean_squared_error(predictions: torch.Tensor, targets: torch.Tensor) -> SquaredTargetUnits:
    """Return the mean of (prediction - target)^2 for predictions (n, 1) and targets (n,), or raise RuntimeError."""
    return functional.mse_loss(predictions.view_as(targets), targets)
