"""Sparsity by penalty: how many weights of a linear classifier an L1 or an L2 penalty sets to zero."""

from collections.abc import Callable

import torch
from torch import nn

from groundwork.components.randomness import generator_for
from groundwork.config.bounds import PositiveInteger
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Split, Splits

STRENGTHS = (0.001, 0.003, 0.01, 0.03)
Step = Callable[[torch.Tensor, torch.Tensor, float, float], torch.Tensor]


def weights_set_to_zero(
    spec: Spec,  # noqa: ARG001
    splits: Splits,
    seed: int,
    *,
    images: PositiveInteger = 300,
    steps: PositiveInteger = 150,
) -> list[MeasuredValue]:
    """Return the share of weights that are exactly zero, and the test accuracy, by penalty and its strength.

    The model is softmax regression on at most `images` training images, standardized, and trained from zero weights on
    all of them at every step. The L1 penalty is applied by its proximal step, which sets small weights to zero, or, as
    a term of the loss, by its gradient; the L2 penalty by its gradient. Pixels that are the same in all images do not
    count.
    """
    order = torch.randperm(len(splits.train), generator=generator_for(seed, "images to fit"))[:images]
    train = splits.train.at(order.to(splits.train.targets.device))
    pixels = train.inputs.double().flatten(1)
    varies = (pixels != pixels[0]).any(0)
    mean, std = pixels[:, varies].mean(0), pixels[:, varies].std(0, correction=0)

    def standardized(split: Split) -> torch.Tensor:
        return (split.inputs.double().flatten(1)[:, varies] - mean) / std

    inputs, test_inputs = standardized(train), standardized(splits.test)
    targets = nn.functional.one_hot(train.targets, splits.classes).double()
    rate = 2 * len(inputs) / torch.linalg.matrix_norm(inputs, 2).square().item()  # 1 / the largest curvature

    def fitted(step: Step, strength: float) -> torch.Tensor:
        weights = inputs.new_zeros((inputs.shape[1], splits.classes))
        for _ in range(steps):
            gradient = inputs.T @ ((inputs @ weights).softmax(1) - targets) / len(inputs)
            weights = step(weights, gradient, rate, strength)
        return weights

    values = []
    for case, step in STEPS.items():
        for strength in STRENGTHS:
            weights = fitted(step, strength)
            accuracy = ((test_inputs @ weights).argmax(1) == splits.test.targets).double().mean().item()
            values += [
                measured(case, "zero_weights_percent", strength, 100 * (weights == 0).double().mean().item()),
                measured(case, "test_accuracy_percent", strength, 100 * accuracy),
            ]
    return values


def _l1_proximal(weights: torch.Tensor, gradient: torch.Tensor, rate: float, strength: float) -> torch.Tensor:
    """Move every weight toward zero by rate times strength, and no farther than to zero (soft thresholding)."""
    moved = weights - rate * gradient
    return moved.sign() * (moved.abs() - rate * strength).clamp(min=0)


def _l1_gradient(weights: torch.Tensor, gradient: torch.Tensor, rate: float, strength: float) -> torch.Tensor:
    return weights - rate * (gradient + strength * weights.sign())


def _l2_gradient(weights: torch.Tensor, gradient: torch.Tensor, rate: float, strength: float) -> torch.Tensor:
    return weights - rate * (gradient + strength * weights)


STEPS: dict[str, Step] = {
    "L1, proximal steps": _l1_proximal,
    "L1, gradient steps": _l1_gradient,
    "L2, gradient steps": _l2_gradient,
}
