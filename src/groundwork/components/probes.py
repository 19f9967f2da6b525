"""Probes: per-layer statistics of a network during training; they never change the training."""

from collections.abc import Callable

import torch
from torch import nn

from groundwork.components.layers import (
    activation_outputs,
    eval_mode,
    layer_outputs,
    layers_before_nonlinearities,
    weighted_layers,
    weights_of,
)

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def gradient_norm(model: nn.Module, inputs: torch.Tensor, targets: torch.Tensor, loss: Loss) -> dict[str, float]:
    """Return the Euclidean norm of the loss's gradient in each layer's weights (not its biases)."""
    weights = {name: weights_of(layer) for name, layer in weighted_layers(model)}
    with eval_mode(model):
        value = loss(model(inputs), targets)
        # autograd.grad does not touch .grad; backward() would add to it.
        gradients = iter(torch.autograd.grad(value, [each for group in weights.values() for each in group]))
    return {name: _norm([next(gradients) for _ in group]) for name, group in weights.items()}


def weight_norm(model: nn.Module, _inputs: torch.Tensor, _targets: torch.Tensor, _loss: Loss) -> dict[str, float]:
    """Return the Euclidean norm of each layer's weights (not its biases)."""
    return {name: _norm(weights_of(layer)) for name, layer in weighted_layers(model)}


def activation_mean(model: nn.Module, inputs: torch.Tensor, _targets: torch.Tensor, _loss: Loss) -> dict[str, float]:
    """Return the mean of each layer's pre-activations over images and units."""
    return {name: output.mean().item() for name, output in layer_outputs(model, inputs).items()}


def activation_std(model: nn.Module, inputs: torch.Tensor, _targets: torch.Tensor, _loss: Loss) -> dict[str, float]:
    """Return the standard deviation of each layer's pre-activations over images and units."""
    return {name: output.std().item() for name, output in layer_outputs(model, inputs).items()}


def dead_units(model: nn.Module, inputs: torch.Tensor, _targets: torch.Tensor, _loss: Loss) -> dict[str, float]:
    """Return the fraction of each layer's units whose pre-activation is positive for no image (dead ReLUs).

    Only layers that are followed by an activation function are included. In a convolution a unit is a filter, which is
    dead if it is positive at no position of any image.
    """
    outputs = layer_outputs(model, inputs)
    return {name: _dead(outputs[name], model.get_submodule(name)) for name in layers_before_nonlinearities(model)}


def sparsity(model: nn.Module, inputs: torch.Tensor, _targets: torch.Tensor, _loss: Loss) -> dict[str, float]:
    """Return the fraction of exactly zero outputs of the activation function after each layer (Glorot et al., 2011).

    It is taken over images and units. Only layers that are followed by an activation function are included.
    """
    outputs = activation_outputs(model, inputs)
    return {name: float((output == 0).float().mean()) for name, output in outputs.items()}


def _norm(tensors: list[torch.Tensor] | list[nn.Parameter]) -> float:
    return float(torch.cat([each.detach().flatten() for each in tensors]).norm())


def _dead(output: torch.Tensor, layer: nn.Module) -> float:
    units = 1 if isinstance(layer, nn.Conv2d) else output.ndim - 1
    alive = (output > 0).movedim(units, 0).flatten(1).any(1)  # (units,)
    return float((~alive).float().mean())
