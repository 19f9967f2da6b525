"""What training makes small: each function gives the mean loss of a batch from what the network puts out.

The type of the first parameter says how many outputs the network has, that of the result the unit; config.catalog reads
both, so that a loss needs no word elsewhere.
"""

import torch
from torch.nn import functional

from groundwork.config.bounds import Fraction

Logits = torch.Tensor  # one for each class
Logit = torch.Tensor  # (n, 1), of the second of two classes
Prediction = torch.Tensor  # (n, 1), of a number
Nats = torch.Tensor
TargetUnits = torch.Tensor
SquaredTargetUnits = torch.Tensor


def cross_entropy(scores: Logits, targets: torch.Tensor, *, smoothing: Fraction = 0.0) -> Nats:
    """Return the mean of -log softmax of the target's score, for scores (n, classes) and classes (n,).

    With `smoothing` s, the loss is 1 - s of that and s of its mean over all classes (Szegedy et al. 2016, section 7).
    """
    return functional.cross_entropy(scores, targets, label_smoothing=smoothing)


def binary_cross_entropy(scores: Logit, targets: torch.Tensor) -> Nats:
    """Return the mean of -log sigmoid(score) where the target is 1 and -log sigmoid(-score) where it is 0.

    Scores are (n, 1) and targets (n,); any other count of scores raises RuntimeError.
    """
    return functional.binary_cross_entropy_with_logits(scores.view_as(targets), targets.to(scores.dtype))


def mean_squared_error(scores: Prediction, targets: torch.Tensor) -> SquaredTargetUnits:
    """Return the mean of (score - target)^2 for scores (n, 1) and targets (n,); another count raises RuntimeError."""
    return functional.mse_loss(scores.view_as(targets), targets)


def mean_absolute_error(scores: Prediction, targets: torch.Tensor) -> TargetUnits:
    """Return the mean of |score - target| for scores (n, 1) and targets (n,); another count raises RuntimeError."""
    return functional.l1_loss(scores.view_as(targets), targets)
