"""What training makes small: each function gives the mean loss of a batch from the network's scores."""

import torch
from torch.nn import functional

from groundwork.config.bounds import Fraction

# The unit of what a loss returns, by which tables, claims and figures name it.
Nats = torch.Tensor
SquaredTargetUnits = torch.Tensor


def cross_entropy(scores: torch.Tensor, targets: torch.Tensor, *, smoothing: Fraction = 0.0) -> Nats:
    """Return the mean of -log softmax of the target's score, for scores (n, classes) and classes (n,).

    With `smoothing` s, the loss is 1 - s of that and s of its mean over all classes (Szegedy et al. 2016, section 7).
    """
    return functional.cross_entropy(scores, targets, label_smoothing=smoothing)


def binary_cross_entropy(scores: torch.Tensor, targets: torch.Tensor) -> Nats:
    """Return the mean of -log sigmoid(score) where the target is 1 and -log sigmoid(-score) where it is 0.

    Scores are (n, 1) and targets (n,); any other count of scores raises RuntimeError.
    """
    return functional.binary_cross_entropy_with_logits(scores.view_as(targets), targets.to(scores.dtype))


def mean_squared_error(scores: torch.Tensor, targets: torch.Tensor) -> SquaredTargetUnits:
    """Return the mean of (score - target)^2 for scores (n, 1) and targets (n,); another count raises RuntimeError."""
    return functional.mse_loss(scores.view_as(targets), targets)
