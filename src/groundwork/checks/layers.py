"""Exact checks of the formulas of layers."""

from itertools import product

import torch
from torch import nn

from groundwork.checks.shared.networks import TOLERANCE, difference
from groundwork.records.schema import CheckBody

SIDES = (8, 28, 32)
KERNELS = (1, 3, 5, 7)
STRIDES = (1, 2, 3)
PADDINGS = (0, 1, 2, 3)


def convolution_shapes() -> CheckBody:
    """A convolution's output has floor((side + 2 * padding - kernel) / stride) + 1 pixels per side."""
    cases = list(product(SIDES, KERNELS, STRIDES, PADDINGS))
    correct = sum(_side_by_torch(*case) == _side_by_formula(*case) for case in cases)
    return CheckBody(
        holds=correct == len(cases),
        measured={
            "combinations of side, kernel, stride and padding": len(cases),
            "combinations in which the formula agrees with torch": correct,
            "side 28, kernel 5, stride 1, no padding": _side_by_torch(28, 5, 1, 0),
            "side 28, kernel 5, stride 1, padding 2": _side_by_torch(28, 5, 1, 2),
            "side 28, kernel 5, stride 2, padding 2": _side_by_torch(28, 5, 2, 2),
            "side 28, kernel 3, stride 2, no padding": _side_by_torch(28, 3, 2, 0),
        },
    )


def batch_norm_formula() -> CheckBody:
    """Batch normalization uses the mean and variance of the batch in training, and running averages in evaluation.

    Ioffe and Szegedy 2015: y = weight * (x - mean) / sqrt(variance + epsilon) + bias, per feature. A running average
    is updated as 0.9 * average + 0.1 * batch value, with the unbiased variance.
    """
    generator = torch.Generator().manual_seed(42)
    inputs = 3 + 2 * torch.randn((32, 8), generator=generator, dtype=torch.double)
    layer = nn.BatchNorm1d(8, dtype=torch.double)
    nn.init.normal_(layer.weight, generator=generator)
    nn.init.normal_(layer.bias, generator=generator)
    mean, variance = inputs.mean(0), inputs.var(0, correction=0)
    running_mean, running_variance = 0.1 * mean, 0.9 + 0.1 * inputs.var(0)
    in_training = difference(layer(inputs), _normalized(layer, inputs, mean, variance))
    layer.eval()
    in_evaluation = difference(layer(inputs), _normalized(layer, inputs, running_mean, running_variance))
    between = difference(layer(inputs), _normalized(layer, inputs, mean, variance))
    return CheckBody(
        holds=max(in_training, in_evaluation) < TOLERANCE < between,
        measured={
            "largest difference from the formula in training": in_training,
            "largest difference from the formula in evaluation": in_evaluation,
            "largest difference between evaluation and training, after one batch": between,
        },
    )


def layer_norm_formula() -> CheckBody:
    """Layer normalization uses the mean and variance of each example, in training and evaluation alike.

    Ba, Kiros and Hinton 2016: y = weight * (x - mean) / sqrt(variance + epsilon) + bias, with mean and variance over
    the features of one example. So an example's outputs do not depend on its batch, unlike those of batch norm.
    """
    generator = torch.Generator().manual_seed(42)
    inputs = 3 + 2 * torch.randn((32, 8), generator=generator, dtype=torch.double)
    layer, batch_norm = nn.LayerNorm(8, dtype=torch.double), nn.BatchNorm1d(8, dtype=torch.double)
    nn.init.normal_(layer.weight, generator=generator)
    nn.init.normal_(layer.bias, generator=generator)
    mean, variance = inputs.mean(1, keepdim=True), inputs.var(1, correction=0, keepdim=True)
    together = layer(inputs)
    from_formula = difference(together, _normalized(layer, inputs, mean, variance))
    in_other_batch = difference(together[:2], layer(inputs[:2]))
    by_batch_norm = difference(batch_norm(inputs)[:2], batch_norm(inputs[:2]))
    layer.eval()
    in_evaluation = difference(layer(inputs), together)
    return CheckBody(
        holds=max(from_formula, in_other_batch, in_evaluation) < TOLERANCE < by_batch_norm,
        measured={
            "largest difference from the formula": from_formula,
            "largest difference between evaluation and training": in_evaluation,
            "largest difference of two examples' outputs between batches of 2 and 32": in_other_batch,
            "the same with batch normalization": by_batch_norm,
        },
    )


def dropout_keeps_the_mean() -> CheckBody:
    """Dropout sets values to 0 and divides the others by the keep probability, which preserves the mean.

    Srivastava et al. 2014, as inverted dropout. The fraction of zeros is random; the check allows five standard errors.
    In evaluation dropout is the identity.
    """
    torch.manual_seed(42)
    dropped, count = 0.3, 100_000
    layer, inputs = nn.Dropout(dropped), torch.full((count,), 2.0, dtype=torch.double)
    outputs = layer(inputs)
    is_zero = outputs == 0
    others = outputs[~is_zero]
    fraction, allowed = is_zero.double().mean().item(), 5 * (dropped * (1 - dropped) / count) ** 0.5
    is_scaled = (others - 2 / (1 - dropped)).abs().max().item() < TOLERANCE
    layer.eval()
    return CheckBody(
        holds=is_scaled and abs(fraction - dropped) < allowed and torch.equal(layer(inputs), inputs),
        measured={
            f"fraction set to 0, with probability {dropped}": fraction,
            "allowed distance from that probability": allowed,
            "value of each input": 2.0,
            "value of a nonzero output": others[0].item(),
            "mean of the outputs": outputs.mean().item(),
        },
    )


def _side_by_formula(side: int, kernel: int, stride: int, padding: int) -> int:
    return (side + 2 * padding - kernel) // stride + 1


def _side_by_torch(side: int, kernel: int, stride: int, padding: int) -> int:
    outputs: torch.Tensor = nn.Conv2d(1, 1, kernel, stride, padding)(torch.zeros(1, 1, side, side))
    return outputs.shape[-1]


def _normalized(
    layer: nn.BatchNorm1d | nn.LayerNorm, inputs: torch.Tensor, mean: torch.Tensor, variance: torch.Tensor
) -> torch.Tensor:
    return layer.weight * (inputs - mean) / (variance + layer.eps).sqrt() + layer.bias
