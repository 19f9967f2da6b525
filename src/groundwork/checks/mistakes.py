"""Exact checks of mistakes in training and evaluation."""

import math

import torch
from torch import nn

from groundwork.checks.shared.networks import TOLERANCE, difference
from groundwork.records.schema import CheckBody


def second_softmax_keeps_the_loss_up() -> CheckBody:
    """With a softmax before it, the cross-entropy of C classes never falls below log(e + C - 1) - 1.

    Probabilities lie between 0 and 1, so as logits they differ by at most 1. Even a network that is certain and right
    pays that much, and its gradient is small.
    """
    floors, lowest = {}, {}
    for classes in (2, 10, 100):
        certain = nn.functional.one_hot(torch.arange(classes), classes).double()  # probabilities (examples, classes)
        floors[classes] = math.log(math.e + classes - 1) - 1
        lowest[classes] = nn.functional.cross_entropy(certain, torch.arange(classes)).item()
    logits = 100 * nn.functional.one_hot(torch.arange(10), 10).double()
    once = nn.functional.cross_entropy(logits, torch.arange(10)).item()
    return CheckBody(
        holds=once < TOLERANCE and all(abs(lowest[classes] - floors[classes]) < TOLERANCE for classes in floors),
        measured={
            **{f"loss of certain and right answers, {classes} classes": loss for classes, loss in lowest.items()},
            "the same without the second softmax, 10 classes": once,
        },
    )


def training_mode_changes_predictions() -> CheckBody:
    """In training mode, dropout gives another answer each time, and batch normalization one that depends on the batch.

    In eval mode both are functions of the example alone. `torch.no_grad()` does not change the mode.
    """
    torch.manual_seed(42)
    inputs = torch.randn((32, 8), dtype=torch.double)
    dropout = nn.Sequential(nn.Linear(8, 16), nn.Dropout(0.5), nn.Linear(16, 3)).double()
    batch_norm = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.Linear(16, 3)).double()
    apart = {}
    with torch.no_grad():
        for mode in (True, False):
            dropout.train(mode)
            batch_norm.train(mode)
            apart["dropout", mode] = difference(dropout(inputs), dropout(inputs))
            apart["norm", mode] = difference(batch_norm(inputs)[:2], batch_norm(inputs[:2]))
    return CheckBody(
        holds=all((distance > TOLERANCE) == mode for (_, mode), distance in apart.items()),
        measured={
            "largest difference between two passes, dropout": apart["dropout", True],
            "the same in eval mode, dropout": apart["dropout", False],
            "largest difference of two outputs between batches of 2 and 32, batch normalization": apart["norm", True],
            "the same in eval mode, batch normalization": apart["norm", False],
        },
    )
