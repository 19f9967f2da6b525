"""How weights start: each function fills a model's weights from one generator."""

import math

import torch
from torch import nn

from groundwork.layers import weighted_layers


def torch_default(model: nn.Module, generator: torch.Generator) -> None:
    """Draw weights and biases as torch's linear and convolution layers do: uniform in +-1/sqrt(inputs of a unit)."""
    for _name, layer in weighted_layers(model):
        assert isinstance(layer.weight, nn.Parameter)  # noqa: S101  (weighted_layers gives no other)
        bound = 1 / math.sqrt(layer.weight[0].numel())
        for parameter in layer.parameters():
            nn.init.uniform_(parameter, -bound, bound, generator=generator)
