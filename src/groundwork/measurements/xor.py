"""How often a small network learns XOR from random initial weights."""

import math

import torch
from torch import nn

from groundwork.components.randomness import generator_for
from groundwork.config.bounds import PositiveInteger, UnitsOfLayers
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Splits

INPUTS = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TARGETS = torch.tensor([0.0, 1.0, 1.0, 0.0])
LEARNING_RATE = 0.05


def two_layers_learn_xor(
    spec: Spec,  # noqa: ARG001
    splits: Splits,  # noqa: ARG001
    seed: int,
    *,
    hidden: UnitsOfLayers = (2, 4, 8),
    starts: PositiveInteger = 100,
    steps: PositiveInteger = 500,
) -> list[MeasuredValue]:
    """Return the percentage of random initializations with which a network learns all four inputs of XOR.

    Networks have no hidden layer, or one with tanh units; they are trained with binary cross-entropy and Adam (learning
    rate 0.05) on all four inputs at every step. The study's data are not used.
    """
    learned = {"no hidden layer": _learned_fraction(0, starts, steps, generator_for(seed, "XOR"))}
    for units in hidden:
        name = f"{units} hidden unit{'s' if units > 1 else ''}"
        learned[name] = _learned_fraction(units, starts, steps, generator_for(seed, f"XOR, {name}"))
    return [measured(case, "learned_percent", None, 100 * fraction) for case, fraction in learned.items()]


def _learned_fraction(units: int, starts: int, steps: int, generator: torch.Generator) -> float:
    """Return the fraction of initializations that learn XOR; all train in one batch, independently of each other."""
    layers = [_layer(starts, 2, units, generator), _layer(starts, units, 1, generator)] if units else []
    layers = layers or [_layer(starts, 2, 1, generator)]
    optimizer = torch.optim.Adam([each for layer in layers for each in layer], lr=LEARNING_RATE)
    targets = TARGETS.expand(starts, 4)
    for _ in range(steps):
        optimizer.zero_grad()
        losses = nn.functional.binary_cross_entropy_with_logits(_logits(layers), targets, reduction="none")
        losses.mean(1).sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    with torch.no_grad():
        is_correct = (_logits(layers) > 0) == (targets > 0)  # (starts, 4)
    return is_correct.all(1).float().mean().item()


def _layer(starts: int, inputs: int, units: int, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Return weights (starts, inputs, units) and biases (starts, 1, units) with torch's default initialization."""
    bound = 1 / math.sqrt(inputs)
    weights = torch.empty(starts, inputs, units).uniform_(-bound, bound, generator=generator)
    biases = torch.empty(starts, 1, units).uniform_(-bound, bound, generator=generator)
    return weights.requires_grad_(), biases.requires_grad_()


def _logits(layers: list[tuple[torch.Tensor, torch.Tensor]]) -> torch.Tensor:
    """Return each start's logits for the four inputs (starts, 4)."""
    values = INPUTS.expand(len(layers[0][0]), 4, 2)
    for number, (weights, biases) in enumerate(layers, start=1):
        values = values @ weights + biases  # (starts, 4, units)
        if number < len(layers):
            values = values.tanh()
    return values.squeeze(2)
