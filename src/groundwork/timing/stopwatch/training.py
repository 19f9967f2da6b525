"""The cost of an epoch by batch size, and of a step by optimizer."""

import torch

from groundwork.components import optimizers
from groundwork.components.models.perceptrons import mlp
from groundwork.timing.stopwatch.shared.rounds import Case
from groundwork.timing.stopwatch.shared.training import CLASSES, LEARNING_RATE, SHAPE, training

IMAGES = 4096
BATCH_SIZES = (16, 64, 256, 1024)


def batch_sizes() -> dict[str, Case]:
    """One epoch of 4,096 images by batch size.

    The default network with Adam processes the same number of images each time; small batches mean more updates.
    """
    return {f"batch size {size}": training(mlp(SHAPE, CLASSES), IMAGES, size) for size in BATCH_SIZES}


def optimizer_steps() -> dict[str, Case]:
    """The optimizer's step alone: one update of every weight and bias of the default network.

    The gradients are precomputed: neither the forward nor the backward pass is timed. All use torch's fused kernel,
    which does a step in one pass, except RMSprop, for which torch has none: its time reflects its kernels, not its
    formula.
    """
    return {
        "SGD": _update("sgd"),
        "momentum": _update("momentum"),
        "RMSprop": _update("rmsprop"),
        "Adam": _update("adam"),
        "AdamW": _update("adamw"),
    }


def _update(name: str) -> Case:
    model = mlp(SHAPE, CLASSES)
    for parameter in model.parameters():
        parameter.grad = torch.randn_like(parameter)
    optimizer = getattr(optimizers, name)(model.parameters(), LEARNING_RATE)
    return lambda: optimizer.step()
