"""The training loop: written once, and everything that varies handed to it."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import nn

from groundwork.components.schedules import Moment
from groundwork.tasks.task import Split

Schedule = Callable[[Moment], float]
Augment = Callable[[torch.Tensor], torch.Tensor]
BatchLoss = Callable[[nn.Module, Split], torch.Tensor]


@dataclass(frozen=True)
class Rules:
    """What an update follows beside the model and the optimizer; without `clip_norm` gradients stay as they are."""

    loss: BatchLoss
    augment: Augment
    clip_norm: float | None = None


@dataclass(frozen=True)
class EpochOfSteps:
    """One epoch's steps: each step's loss before its update, and the rate of the update."""

    losses: list[float]
    rates: list[float]

    @property
    def diverged_at(self) -> int | None:
        """The first step of the epoch, from 0, whose loss is not finite."""
        return next((step for step, loss in enumerate(self.losses) if not math.isfinite(loss)), None)


def train_epoch(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    split: Split,
    batches: list[torch.Tensor],
    rates: list[float],
    rules: Rules,
) -> EpochOfSteps:
    """Update the model once per batch of indices, at that batch's rate, and return the losses."""
    losses = torch.empty(len(batches), device=split.targets.device)
    for step, (indices, rate) in enumerate(zip(batches, rates, strict=True)):
        for group in optimizer.param_groups:
            group["lr"] = rate * group.get("scale", 1.0)
        optimizer.zero_grad()
        batch = split.at(indices)
        loss = rules.loss(model, batch.with_inputs(rules.augment(batch.inputs)))
        loss.backward()  # type: ignore[no-untyped-call]
        if rules.clip_norm is not None:
            nn.utils.clip_grad_norm_(model.parameters(), rules.clip_norm)
        optimizer.step()
        losses[step] = loss.detach()
    # Read once an epoch: reading a loss each step would make the GPU wait for the CPU.
    return EpochOfSteps(losses.tolist(), rates)


def shuffled_batches(
    images: int, batch_size: int, generator: torch.Generator, device: torch.device
) -> list[torch.Tensor]:
    """Return an epoch's batches of image indices: every image once, in the generator's next order."""
    return list(torch.split(torch.randperm(images, generator=generator).to(device), batch_size))


def scheduled_rates(schedule: Schedule, moment: Moment, steps: int) -> list[float]:
    """Return the rates of an epoch's steps, the first of which is the moment's."""
    return [schedule(each) for each in _moments(moment, steps)]


def _moments(first: Moment, steps: int) -> Iterator[Moment]:
    for offset in range(steps):
        values = vars(first) | {"step": first.step + offset}
        yield Moment(**values)
