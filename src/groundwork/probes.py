"""What is read from a network while it trains: one number per layer, the training left as it was."""

import torch
from torch import nn

from groundwork.layers import layer_outputs, weighted_layers


def gradient_norm(model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> dict[str, float]:
    """Return the Euclidean norm of the loss's gradient in each layer's weights (not its biases)."""
    layers = dict(weighted_layers(model))
    weights = [layer.weight for layer in layers.values()]
    was_training = model.training
    model.eval()
    try:
        loss = nn.functional.cross_entropy(model(inputs), labels)
        # autograd.grad leaves every .grad field alone, where backward() would add to it.
        gradients = torch.autograd.grad(loss, weights)  # type: ignore[arg-type]
    finally:
        model.train(was_training)
    return {name: gradient.norm().item() for name, gradient in zip(layers, gradients, strict=True)}


def activation_mean(model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> dict[str, float]:  # noqa: ARG001
    """Return the mean of each layer's outputs before the nonlinearity, over images and units."""
    return {name: output.mean().item() for name, output in layer_outputs(model, inputs).items()}


def activation_spread(model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> dict[str, float]:  # noqa: ARG001
    """Return the standard deviation of each layer's outputs before the nonlinearity, over images and units."""
    return {name: output.std().item() for name, output in layer_outputs(model, inputs).items()}
