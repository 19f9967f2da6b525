"""The losses: each function gives the mean loss of a batch from the network's outputs.

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


def cross_entropy(logits: Logits, targets: torch.Tensor, *, label_smoothing: Fraction = 0.0) -> Nats:
    """Return the mean of -log softmax of the target's logit, for logits (n, classes) and classes (n,).

    With `label_smoothing` s, the loss is 1 - s of that and s of its mean over all classes (Szegedy et al. 2016,
    section 7).
    """
    return functional.cross_entropy(logits, targets, label_smoothing=label_smoothing)


def binary_cross_entropy(logits: Logit, targets: torch.Tensor) -> Nats:
    """Return the mean of -log sigmoid(logit) where the target is 1 and -log sigmoid(-logit) where it is 0.

    Logits are (n, 1) and targets (n,); any other count of logits raises RuntimeError.
    """
    return functional.binary_cross_entropy_with_logits(logits.view_as(targets), targets.to(logits.dtype))


def mean_squared_error(predictions: Prediction, targets: torch.Tensor) -> SquaredTargetUnits:
    """Return the mean of (prediction - target)^2 for predictions (n, 1) and targets (n,), or raise RuntimeError."""
    return functional.mse_loss(predictions.view_as(targets), targets)


def mean_absolute_error(predictions: Prediction, targets: torch.Tensor) -> TargetUnits:
    """Return the mean of |prediction - target| for predictions (n, 1) and targets (n,), or raise RuntimeError."""
    return functional.l1_loss(predictions.view_as(targets), targets)
