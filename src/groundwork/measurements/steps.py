"""Direction and size of optimizer steps."""

from collections.abc import Callable, Iterable
from statistics import fmean

import torch
from torch import nn

from groundwork.components.optimizers import adam, sgd
from groundwork.components.randomness import derived_seed, generator_for
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Splits
from groundwork.training.loop import shuffled_batches
from groundwork.training.run import fresh_model, plain_loss

MakeOptimizer = Callable[[Iterable[nn.Parameter], float], torch.optim.Optimizer]
OPTIMIZERS: dict[str, MakeOptimizer] = {"SGD": sgd, "Adam": adam}
LEARNING_RATES = (1e-5, 1e-4, 1e-3, 1e-2, 1e-1)
STEPS = 32


def adam_step_directions(spec: Spec, splits: Splits, seed: int) -> list[MeasuredValue]:
    """Return direction and size of the steps of SGD and Adam by learning rate, averaged over the first 32 steps.

    `direction_cosine` is the cosine between a step and the negative gradient of its batch; `step_size_ratio` is the
    root mean squared change of a weight divided by the learning rate. The study's network is trained in double
    precision, because rounding would change the direction of tiny steps.
    """
    values = []
    for case, make in OPTIMIZERS.items():
        for learning_rate in LEARNING_RATES:
            cosines, sizes = _steps(spec, splits, seed, make, learning_rate)
            values += [
                measured(case, "direction_cosine", learning_rate, fmean(cosines)),
                measured(case, "step_size_ratio", learning_rate, fmean(sizes)),
            ]
    return values


def _steps(
    spec: Spec, splits: Splits, seed: int, make: MakeOptimizer, learning_rate: float
) -> tuple[list[float], list[float]]:
    """Return each step's cosine with the negative gradient, and its size over the learning rate."""
    model, loss = fresh_model(spec, splits, seed).double(), plain_loss(spec)
    parameters = list(model.parameters())
    optimizer = make(parameters, learning_rate)
    cosines, sizes = [], []
    torch.manual_seed(derived_seed(seed, "dropout"))
    for batch in _batches(spec, splits, seed):
        gradients = torch.autograd.grad(
            loss(model(splits.train.inputs[batch].double()), splits.train.targets[batch]), parameters
        )
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient
        before = _flat(parameters)
        optimizer.step()
        step = _flat(parameters) - before
        cosines.append(nn.functional.cosine_similarity(step, -_flat(gradients), dim=0).item())
        sizes.append(step.square().mean().sqrt().item() / learning_rate)
    return cosines, sizes


def _batches(spec: Spec, splits: Splits, seed: int) -> list[torch.Tensor]:
    order, batches = generator_for(seed, "batch order"), list[torch.Tensor]()
    while len(batches) < STEPS:
        batches += shuffled_batches(len(splits.train), spec.batch_size, order, splits.train.targets.device)
    return batches[:STEPS]


def _flat(tensors: Iterable[torch.Tensor]) -> torch.Tensor:
    return torch.cat([each.detach().flatten() for each in tensors])
