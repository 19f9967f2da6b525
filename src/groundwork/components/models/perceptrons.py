"""Fully connected networks for flattened images and for tabular rows."""

from collections.abc import Sequence
from itertools import pairwise
from math import prod

import torch
from torch import nn

from groundwork.components import activations
from groundwork.components.models.shared.shapes import Images, Rows
from groundwork.config.bounds import Fraction, Layers, Units, UnitsOfLayers
from groundwork.config.catalog import Activation
from groundwork.config.choices import Normalization

NamedModule = tuple[str, nn.Module]
NORMS = {"batch": nn.BatchNorm1d, "layer": nn.LayerNorm}


def softmax_regression(shape: Images | Rows, outputs: int) -> nn.Module:
    """Return the linear model: one fully connected layer; outputs logits (batch, outputs)."""
    return _Perceptron(prod(shape), [], outputs)


def mlp(
    shape: Images | Rows,
    outputs: int,
    *,
    hidden_layer_sizes: UnitsOfLayers = (128, 64),
    activation: Activation = "relu",
    dropout: Fraction = 0.0,
    normalization: Normalization = "none",
    residual: bool = False,
) -> nn.Module:
    """Return a multilayer perceptron with hidden layers of these sizes; outputs logits (batch, outputs).

    A hidden layer is linear, batch norm (Ioffe and Szegedy, 2015) or layer norm (Ba et al., 2016), activation, dropout
    (Srivastava et al., 2014), in this order; `residual` adds a layer's input to its output if both have the same width
    (He et al., 2016).
    """
    return _multilayer(prod(shape), hidden_layer_sizes, outputs, activation, dropout, normalization, residual)


def deep_mlp(
    shape: Images | Rows,
    outputs: int,
    *,
    num_layers: Layers = 10,
    units: Units = 64,
    activation: Activation = "relu",
    dropout: Fraction = 0.0,
    normalization: Normalization = "none",
    residual: bool = False,
) -> nn.Module:
    """Return a multilayer perceptron like `mlp`, with `num_layers` hidden layers of `units` units each."""
    return _multilayer(prod(shape), (units,) * num_layers, outputs, activation, dropout, normalization, residual)


def _multilayer(
    inputs: int,
    hidden_layer_sizes: Sequence[int],
    outputs: int,
    activation: str,
    dropout: float,
    normalization: str,
    residual: bool,
) -> nn.Module:
    layers = []
    for number, (before, units) in enumerate(pairwise([inputs, *hidden_layer_sizes]), start=1):
        layer: list[NamedModule] = [(f"hidden_{number}", nn.Linear(before, units))]
        if normalization in NORMS:
            layer.append((f"norm_{number}", NORMS[normalization](units)))
        layer.append((f"activation_{number}", getattr(activations, activation)()))
        if dropout:
            layer.append((f"dropout_{number}", nn.Dropout(dropout)))
        layers.append(layer)
    return _Perceptron([inputs, *hidden_layer_sizes][-1], layers, outputs, residual)


class _Perceptron(nn.Module):
    """Hidden layers, each a list of modules, then a linear output layer with `inputs` inputs."""

    def __init__(self, inputs: int, layers: list[list[NamedModule]], outputs: int, residual: bool = False) -> None:
        super().__init__()
        self.flatten = nn.Flatten()
        for name, module in (each for layer in layers for each in layer):
            self.add_module(name, module)
        self._layers = [[module for _, module in layer] for layer in layers]
        self._residual = residual
        self.output = nn.Linear(inputs, outputs)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        values: torch.Tensor = self.flatten(inputs)  # (batch, inputs)
        for layer in self._layers:
            before = values
            for module in layer:
                values = module(values)  # (batch, units)
            if self._residual and before.shape == values.shape:
                values = values + before
        logits: torch.Tensor = self.output(values)  # (batch, outputs)
        return logits
