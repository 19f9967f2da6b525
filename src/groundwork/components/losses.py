"""Loss functions: each returns the mean loss of a batch from the network's outputs.

config.catalog reads the annotations: the first parameter's type gives the number of outputs, the return type the unit.
A new loss needs no other registration.
"""

import torch
from torch.nn import functional

from groundwork.config.bounds import Fraction, PositiveNumber

Logits = torch.Tensor  # (n, classes)
Logit = torch.Tensor  # (n, 1), of the second of two classes
Prediction = torch.Tensor  # (n, 1), for regression
Nats = torch.Tensor
TargetUnits = torch.Tensor
SquaredTargetUnits = torch.Tensor


def cross_entropy(logits: Logits, targets: torch.Tensor, *, label_smoothing: Fraction = 0.0) -> Nats:
    """Return the mean of -log softmax at the target class, for logits (n, classes) and targets (n,).

    With `label_smoothing` s, it is (1 - s) times that plus s times the mean of -log softmax over all classes (Szegedy
    et al. 2016, section 7).
    """
    return functional.cross_entropy(logits, targets, label_smoothing=label_smoothing)


def binary_cross_entropy(logits: Logit, targets: torch.Tensor, *, pos_weight: PositiveNumber = 1.0) -> Nats:
    """Return the mean of -pos_weight log sigmoid(logit) for target 1 and -log sigmoid(-logit) for target 0.

    Logits are (n, 1) and targets (n,); other shapes raise RuntimeError.
    """
    weight = logits.new_tensor(pos_weight)
    return functional.binary_cross_entropy_with_logits(
        logits.view_as(targets), targets.to(logits.dtype), pos_weight=weight
    )


def mean_squared_error(predictions: Prediction, targets: torch.Tensor) -> SquaredTargetUnits:
    """Return the mean of (prediction - target)^2, for predictions (n, 1) and targets (n,); else raise RuntimeError."""
    return functional.mse_loss(predictions.view_as(targets), targets)


def mean_absolute_error(predictions: Prediction, targets: torch.Tensor) -> TargetUnits:
    """Return the mean of |prediction - target|, for predictions (n, 1) and targets (n,); else raise RuntimeError."""
    return functional.l1_loss(predictions.view_as(targets), targets)
