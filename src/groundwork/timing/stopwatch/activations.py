"""The cost of ReLU and sigmoid, alone and inside a network."""

import torch
from torch import nn

from groundwork.components import activations
from groundwork.components.models.perceptrons import mlp
from groundwork.timing.stopwatch.shared.rounds import Case
from groundwork.timing.stopwatch.shared.training import CLASSES, SHAPE, training

BATCH, UNITS = 128, 1024


def relu_against_sigmoid() -> dict[str, Case]:
    """The activation alone: forward and backward for 128 x 1,024 numbers.

    Nothing else is timed: no weights, no loss. ReLU compares each number with zero, sigmoid needs an exponential.
    """
    return {"ReLU": _alone(activations.relu()), "sigmoid": _alone(activations.sigmoid())}


def relu_against_sigmoid_in_training() -> dict[str, Case]:
    """The activation inside a network: one training step of the default network with 128 images.

    Forward, backward and Adam's update of the network 784-128-64-10, with either activation in both hidden layers.
    """
    return {
        "ReLU": training(mlp(SHAPE, CLASSES, activation="relu")),
        "sigmoid": training(mlp(SHAPE, CLASSES, activation="sigmoid")),
    }


def _alone(activation: nn.Module) -> Case:
    inputs = torch.randn(BATCH, UNITS, requires_grad=True)
    upstream = torch.randn(BATCH, UNITS)

    def forward_and_backward() -> None:
        inputs.grad = None
        activation(inputs).backward(upstream)

    return forward_and_backward
