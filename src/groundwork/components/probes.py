"""Probes: per-layer statistics of a network during training; they never change the training."""

from collections.abc import Callable

import torch
from torch import nn

from groundwork.components.layers import (
    activation_outputs,
    eval_mode,
    layer_outputs,
    layers_before_nonlinearities,
    node_features,
    weighted_layers,
    weights_of,
)

BatchLoss = Callable[[nn.Module], torch.Tensor]
"""The loss of the images that are read, as a function of the network."""


def gradient_norm(model: nn.Module, _inputs: torch.Tensor, loss: BatchLoss) -> dict[str, float]:
    """Return the Euclidean norm of the loss's gradient in each layer's weights (not its biases)."""
    weights = {name: weights_of(layer) for name, layer in weighted_layers(model)}
    with eval_mode(model):
        # autograd.grad does not touch .grad; backward() would add to it. Weights that the loss does not use have 0.
        matrices = [each for group in weights.values() for each in group]
        gradients = iter(torch.autograd.grad(loss(model), matrices, materialize_grads=True))
    return {name: _norm([next(gradients) for _ in group]) for name, group in weights.items()}


def weight_norm(model: nn.Module, _inputs: torch.Tensor, _loss: BatchLoss) -> dict[str, float]:
    """Return the Euclidean norm of each layer's weights (not its biases)."""
    return {name: _norm(weights_of(layer)) for name, layer in weighted_layers(model)}


def activation_mean(model: nn.Module, inputs: torch.Tensor, _loss: BatchLoss) -> dict[str, float]:
    """Return the mean of each layer's pre-activations over images and units."""
    return {name: output.mean().item() for name, output in layer_outputs(model, inputs).items()}


def activation_std(model: nn.Module, inputs: torch.Tensor, _loss: BatchLoss) -> dict[str, float]:
    """Return the standard deviation of each layer's pre-activations over images and units."""
    return {name: output.std().item() for name, output in layer_outputs(model, inputs).items()}


def dead_units(model: nn.Module, inputs: torch.Tensor, _loss: BatchLoss) -> dict[str, float]:
    """Return the fraction of each layer's units whose pre-activation is positive for no image (dead ReLUs).

    Only layers that are followed by an activation function are included. In a convolution a unit is a filter, which is
    dead if it is positive at no position of any image.
    """
    outputs = layer_outputs(model, inputs)
    return {name: _dead(outputs[name], model.get_submodule(name)) for name in layers_before_nonlinearities(model)}


def sparsity(model: nn.Module, inputs: torch.Tensor, _loss: BatchLoss) -> dict[str, float]:
    """Return the fraction of exactly zero outputs of the activation function after each layer (Glorot et al., 2011).

    It is taken over images and units. Only layers that are followed by an activation function are included.
    """
    outputs = activation_outputs(model, inputs)
    return {name: float((output == 0).float().mean()) for name, output in outputs.items()}


def node_similarity(model: nn.Module, inputs: torch.Tensor, _loss: BatchLoss) -> dict[str, float]:
    """Return the mean cosine similarity between two nodes of an example, after each part of the network with nodes.

    At 1 all nodes are alike, which is called over-smoothing (Li et al., 2018). Nodes are those of a graph, the patches
    of a transformer, or the steps of a recurrent layer; other networks have none.
    """
    return {name: _similarity(features) for name, features in node_features(model, inputs).items()}


def _similarity(features: torch.Tensor) -> float:
    """Return the mean cosine over pairs of different nodes (batch, nodes, features); a zero vector has cosine 0."""
    directions = nn.functional.normalize(features, dim=2)
    own = directions.square().sum((1, 2))  # (batch,), the number of nodes that are not zero
    pairs = features.shape[1] * (features.shape[1] - 1)
    return float(((directions.sum(1).square().sum(1) - own) / pairs).mean())


def _norm(tensors: list[torch.Tensor] | list[nn.Parameter]) -> float:
    return float(torch.cat([each.detach().flatten() for each in tensors]).norm())


def _dead(output: torch.Tensor, layer: nn.Module) -> float:
    units = 1 if isinstance(layer, nn.Conv2d) else output.ndim - 1
    alive = (output > 0).movedim(units, 0).flatten(1).any(1)  # (units,)
    return float((~alive).float().mean())
