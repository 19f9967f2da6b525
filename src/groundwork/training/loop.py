"""The training loop; everything that varies is an argument."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import nn

from groundwork.components.schedules import TrainingProgress
from groundwork.tasks.task import Split

Schedule = Callable[[TrainingProgress], float]
Augment = Callable[[torch.Tensor], torch.Tensor]
BatchLoss = Callable[[nn.Module, Split], torch.Tensor]


@dataclass(frozen=True)
class UpdateConfig:
    """Loss, augmentation and gradient clipping of an update; `clip_norm=None` disables clipping."""

    loss: BatchLoss
    augment: Augment
    clip_norm: float | None = None


@dataclass(frozen=True)
class Steps:
    """Consecutive steps: each one's loss before the update, and its learning rate."""

    losses: list[float]
    learning_rates: list[float]

    @property
    def diverged_at(self) -> int | None:
        """The first of the steps (from 0) with a non-finite loss."""
        return next((step for step, loss in enumerate(self.losses) if not math.isfinite(loss)), None)


def train_steps(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    split: Split,
    batches: list[torch.Tensor],
    learning_rates: list[float],
    config: UpdateConfig,
) -> Steps:
    """Take one optimizer step per batch of indices, each at its own learning rate, and return the losses."""
    losses = torch.empty(len(batches), device=split.targets.device)
    for step, (indices, learning_rate) in enumerate(zip(batches, learning_rates, strict=True)):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate * group.get("scale", 1.0)
        optimizer.zero_grad()
        batch = split.at(indices)
        loss = config.loss(model, batch.with_inputs(config.augment(batch.inputs)))
        loss.backward()  # type: ignore[no-untyped-call]
        if config.clip_norm is not None:
            nn.utils.clip_grad_norm_(model.parameters(), config.clip_norm)
        optimizer.step()
        losses[step] = loss.detach()
    # Transferred together: reading the loss at every step would synchronize GPU and CPU.
    return Steps(losses.tolist(), learning_rates)


def shuffled_batches(
    images: int, batch_size: int, generator: torch.Generator, device: torch.device
) -> list[torch.Tensor]:
    """Return an epoch's batches of image indices: a random permutation of all images."""
    return list(torch.split(torch.randperm(images, generator=generator).to(device), batch_size))


def scheduled_learning_rates(schedule: Schedule, progress: TrainingProgress, steps: int) -> list[float]:
    """Return the learning rates of an epoch's steps, starting at `progress`."""
    return [schedule(each) for each in _progress_by_step(progress, steps)]


def _progress_by_step(first: TrainingProgress, steps: int) -> Iterator[TrainingProgress]:
    for offset in range(steps):
        values = vars(first) | {"step": first.step + offset}
        yield TrainingProgress(**values)
