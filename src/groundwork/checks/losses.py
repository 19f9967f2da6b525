"""Exact checks of losses and errors."""

import math

import torch

from groundwork.checks.shared.networks import TOLERANCE
from groundwork.components.losses import cross_entropy, mean_absolute_error, mean_squared_error
from groundwork.records.schema import CheckBody

CLASSES, SMOOTHING = 10, 0.1


def cross_entropy_of_uniform_is_log_classes() -> CheckBody:
    """A network with equal logits for all classes has a cross-entropy of log(number of classes)."""
    losses = {classes: _loss_of_equal_logits(classes) for classes in (2, 10, 100)}
    return CheckBody(
        holds=all(abs(loss - math.log(classes)) < TOLERANCE for classes, loss in losses.items()),
        measured={f"cross-entropy of equal logits for {classes} classes": loss for classes, loss in losses.items()},
    )


def label_smoothing_targets() -> CheckBody:
    """Label smoothing s with K classes replaces the targets 1 and 0 by 1 - s + s/K and s/K.

    Szegedy et al. 2016. No logits reach a loss of 0, and overconfident logits are penalized.
    """
    generator = torch.Generator().manual_seed(42)
    logits = torch.randn((64, CLASSES), generator=generator, dtype=torch.double)
    labels = torch.randint(CLASSES, (64,), generator=generator)
    targets = torch.full_like(logits, SMOOTHING / CLASSES)
    targets[torch.arange(64), labels] += 1 - SMOOTHING
    loss = -(targets * logits.log_softmax(1)).sum(1).mean().item()
    error = abs(_smoothed_loss(logits, labels) - loss)
    return CheckBody(
        holds=error < TOLERANCE,
        measured={
            f"target of the label's class, of {CLASSES} classes with smoothing {SMOOTHING}": targets[0].max().item(),
            "target of each other class": targets[0].min().item(),
            "difference between the smoothed loss and cross-entropy with these targets": error,
            "minimum of the smoothed loss over all logits": _smoothed_loss(targets.log(), labels),
            "smoothed loss if the label's logit is 20 above the others": _smoothed_loss(20 * targets.round(), labels),
        },
    )


def rmse_is_at_least_mae() -> CheckBody:
    """The root mean squared error is at least the mean absolute error, and equal to it if all errors have one size.

    The mean of squares is at least the square of the mean. For n errors the ratio is at most the root of n: one large
    error among others that are zero.
    """
    generator = torch.Generator().manual_seed(42)
    drawn = [_root_over_absolute(torch.randn(10, generator=generator, dtype=torch.double)) for _ in range(1000)]
    equal = _root_over_absolute(torch.tensor([3.0, -3.0] * 5, dtype=torch.double))
    one_large = _root_over_absolute(torch.tensor([0.0] * 9 + [10.0], dtype=torch.double))
    return CheckBody(
        holds=min(drawn) > 1 and abs(equal - 1) < TOLERANCE and abs(one_large - 10**0.5) < TOLERANCE,
        measured={
            "smallest ratio of the two for 1,000 draws of ten normal errors": min(drawn),
            "ratio for ten errors of one size": equal,
            "ratio for one large error and nine of zero": one_large,
        },
    )


def _root_over_absolute(errors: torch.Tensor) -> float:
    """Return the root mean squared error over the mean absolute error of predictions with these errors."""
    targets = torch.arange(len(errors), dtype=errors.dtype)
    predictions = (targets + errors)[:, None]
    return float(mean_squared_error(predictions, targets).sqrt() / mean_absolute_error(predictions, targets))


def _loss_of_equal_logits(classes: int) -> float:
    """Return the mean loss of equal logits, with each class as the label once."""
    logits = torch.full((classes, classes), 3.0, dtype=torch.double)
    return float(cross_entropy(logits, torch.arange(classes)))


def _smoothed_loss(logits: torch.Tensor, labels: torch.Tensor) -> float:
    return float(cross_entropy(logits, labels, label_smoothing=SMOOTHING))
