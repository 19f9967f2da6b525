"""Vanishing and exploding gradients in a recurrent network."""

import torch
from torch import nn

from groundwork.components.randomness import generator_for
from groundwork.config.bounds import Units
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Split, Splits

IMAGES = 128
# The standard deviation of the recurrent weights times the square root of the number of units. At 1, the weighted sum
# over the units has the variance of one unit.
STDS = {"small weights": 0.5, "balanced weights": 1.0, "large weights": 2.0}
ORTHOGONAL, IDENTITY = "orthogonal weights", "identity weights"


def exploding_gradients(
    spec: Spec,  # noqa: ARG001
    splits: Splits,
    seed: int,
    *,
    hidden_size: Units = 64,
) -> list[MeasuredValue]:
    """Return the gradient norm in the hidden state of a recurrent network by steps back in time, relative to the last.

    An untrained network reads 128 training images row by row: state = tanh(state W + row U), logits = state V, with the
    cross-entropy loss. W is Gaussian with standard deviation 0.5, 1 or 2 over sqrt(units), orthogonal (Saxe et al.
    2014), or the identity (Le et al. 2015).
    """
    values = []
    for case in (*STDS, ORTHOGONAL, IDENTITY):
        norms = _norms_by_steps_back(splits.train.first(IMAGES), splits.classes, case, hidden_size, seed)
        values += [measured(case, "gradient_norm_ratio", back, norm / norms[0]) for back, norm in enumerate(norms)]
    return values


def _norms_by_steps_back(images: Split, classes: int, case: str, units: int, seed: int) -> list[float]:
    """Return the norms of the loss's gradient in the hidden states, from the last state to the first."""
    rows = images.inputs.flatten(1, 2).unbind(1)  # each (images, width)
    generator, device = generator_for(seed, "recurrent weights"), images.inputs.device
    input_weights = _gaussian(len(rows[0][0]), units, 1.0, generator).to(device)
    output_weights = _gaussian(units, classes, 1.0, generator).to(device)
    recurrent = _recurrent(case, units, generator).to(device)
    states = [torch.zeros(len(images), units, device=device, requires_grad=True)]
    for row in rows:
        states.append(torch.tanh(states[-1] @ recurrent + row @ input_weights))
    loss = nn.functional.cross_entropy(states[-1] @ output_weights, images.targets)
    gradients = torch.autograd.grad(loss, states[:0:-1])
    return [gradient.norm().item() for gradient in gradients]


def _recurrent(case: str, units: int, generator: torch.Generator) -> torch.Tensor:
    if case in STDS:
        return _gaussian(units, units, STDS[case], generator)
    weights = torch.eye(units)
    if case == ORTHOGONAL:
        nn.init.orthogonal_(weights, generator=generator)
    return weights


def _gaussian(inputs: int, outputs: int, std: float, generator: torch.Generator) -> torch.Tensor:
    return torch.empty(inputs, outputs).normal_(std=std / inputs**0.5, generator=generator)
