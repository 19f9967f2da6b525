"""Exact checks of activation functions: their effect on outputs and gradients."""

from collections.abc import Callable

import torch
from torch import nn

from groundwork.checks.shared.networks import TOLERANCE, difference
from groundwork.records.schema import CheckBody

DEPTH = 10


def depth_without_nonlinearity_is_linear() -> CheckBody:
    """A stack of linear layers without activations equals one linear layer with the product of their weights."""
    generator = torch.Generator().manual_seed(42)
    layers = [nn.Linear(16, 16, dtype=torch.double) for _ in range(DEPTH)]
    for layer in layers:
        nn.init.normal_(layer.weight, std=0.25, generator=generator)
        nn.init.normal_(layer.bias, generator=generator)
    weight, bias = torch.eye(16, dtype=torch.double), torch.zeros(16, dtype=torch.double)
    for layer in layers:
        weight, bias = layer.weight @ weight, layer.weight @ bias + layer.bias
    inputs = torch.randn((100, 16), generator=generator, dtype=torch.double)
    one_layer = inputs @ weight.T + bias
    linear_difference = difference(nn.Sequential(*layers)(inputs), one_layer)
    with_relu = [module for layer in layers for module in (layer, nn.ReLU())]
    relu_difference = difference(nn.Sequential(*with_relu)(inputs), one_layer)
    return CheckBody(
        holds=linear_difference < TOLERANCE < relu_difference,
        measured={
            f"largest difference between {DEPTH} linear layers and one": linear_difference,
            "largest difference with ReLU after each layer": relu_difference,
        },
    )


def sigmoid_slope_is_at_most_a_quarter() -> CheckBody:
    """The slope of the sigmoid is at most 1/4, reached at 0."""
    points = _points()
    slopes = _slopes(torch.sigmoid(points), points)
    steepest = slopes.argmax()
    return CheckBody(
        holds=slopes.max().item() == 0.25 and points[steepest].item() == 0,
        measured={
            "largest slope": slopes.max().item(),
            "input with the largest slope": points[steepest].item(),
            "slope at 5": slopes[points == 5].item(),
            "points evaluated, from -10 to 10": len(points),
        },
    )


def sigmoid_chain_gradient_is_at_most_a_quarter_per_layer() -> CheckBody:
    """Through n sigmoids in a row with weights of 1, a gradient is multiplied by at most 0.25 to the power n.

    The best case, sigmoids shifted to map 0 to 0, reaches 0.25 to the power n at 0. ReLU passes the gradient unchanged
    if its input is positive.
    """
    plain = _largest_gradients(torch.sigmoid)
    shifted = _largest_gradients(lambda values: torch.sigmoid(values) - 0.5)
    relu = _largest_gradients(torch.relu)
    bounds = [0.25**depth for depth in range(1, DEPTH + 1)]
    bounded = all(gradient <= bound for gradient, bound in zip(plain, bounds, strict=True))
    return CheckBody(
        holds=bounded and shifted == bounds,
        measured={
            f"largest gradient through {DEPTH} sigmoids": plain[-1],
            f"through {DEPTH} shifted sigmoids": shifted[-1],
            f"0.25 to the power {DEPTH}": bounds[-1],
            f"largest gradient through {DEPTH} ReLUs": relu[-1],
        },
    )


def _points() -> torch.Tensor:
    """Return 20,001 inputs from -10 to 10, including all integers."""
    return (torch.arange(-10_000, 10_001, dtype=torch.double) / 1000).requires_grad_()


def _slopes(outputs: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
    return torch.autograd.grad(outputs.sum(), points, retain_graph=True)[0]


def _largest_gradients(activation: Callable[[torch.Tensor], torch.Tensor]) -> list[float]:
    """Return the largest gradient backpropagated through 1, 2, ... units in a row."""
    points = _points()
    outputs, largest = points, []
    for _ in range(DEPTH):
        outputs = activation(outputs)
        largest.append(_slopes(outputs, points).max().item())
    return largest
