"""Exact checks of the cross-entropy loss."""

import math

import torch

from groundwork.checks.shared.networks import TOLERANCE
from groundwork.components.losses import cross_entropy
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


def _loss_of_equal_logits(classes: int) -> float:
    """Return the mean loss of equal logits, with each class as the label once."""
    logits = torch.full((classes, classes), 3.0, dtype=torch.double)
    return float(cross_entropy(logits, torch.arange(classes)))


def _smoothed_loss(logits: torch.Tensor, labels: torch.Tensor) -> float:
    return float(cross_entropy(logits, labels, label_smoothing=SMOOTHING))
