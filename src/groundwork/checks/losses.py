"""Exact checks of the loss that classifiers are trained with."""

import math

import torch

from groundwork.checks.shared.networks import TOLERANCE
from groundwork.components.losses import cross_entropy
from groundwork.records.schema import CheckBody

CLASSES, SMOOTHING = 10, 0.1


def cross_entropy_of_uniform_is_log_classes() -> CheckBody:
    """A network that gives every class the same logit has the logarithm of the number of classes as its loss."""
    losses = {classes: _loss_of_equal_logits(classes) for classes in (2, 10, 100)}
    return CheckBody(
        holds=all(abs(loss - math.log(classes)) < TOLERANCE for classes, loss in losses.items()),
        measured={f"cross-entropy of equal scores for {classes} classes": loss for classes, loss in losses.items()},
    )


def label_smoothing_targets() -> CheckBody:
    """Smoothing s asks for 1 - s + s/K of the label's class and s/K of each other one of K, in place of 1 and 0.

    Szegedy et al. 2016. No logits then bring the loss to 0, and logits that are sure of the label are charged for it.
    """
    generator = torch.Generator().manual_seed(42)
    logits = torch.randn((64, CLASSES), generator=generator, dtype=torch.double)
    labels = torch.randint(CLASSES, (64,), generator=generator)
    targets = torch.full_like(logits, SMOOTHING / CLASSES)
    targets[torch.arange(64), labels] += 1 - SMOOTHING
    by_targets = -(targets * logits.log_softmax(1)).sum(1).mean().item()
    apart = abs(_smoothed_loss(logits, labels) - by_targets)
    return CheckBody(
        holds=apart < TOLERANCE,
        measured={
            f"asked of the label's class, of {CLASSES}, with smoothing {SMOOTHING}": targets[0].max().item(),
            "asked of each other class": targets[0].min().item(),
            "difference between the smoothed loss and cross-entropy against these": apart,
            "lowest loss that any scores have": _smoothed_loss(targets.log(), labels),
            "loss of scores 20 above the others for the label": _smoothed_loss(20 * targets.round(), labels),
        },
    )


def _loss_of_equal_logits(classes: int) -> float:
    """Return the mean loss with each class as the label once; which logit they share does not matter."""
    logits = torch.full((classes, classes), 3.0, dtype=torch.double)
    return float(cross_entropy(logits, torch.arange(classes)))


def _smoothed_loss(logits: torch.Tensor, labels: torch.Tensor) -> float:
    return float(cross_entropy(logits, labels, label_smoothing=SMOOTHING))
