"""The contract between the training loop and a kind of task."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import torch
from torch import nn

from groundwork.components.randomness import generator_for
from groundwork.records.schema import Test

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Split:
    """Examples as tensors whose first dimension counts them: the inputs first, the targets last.

    `shared` is what all examples have in common, such as the edges of a graph.
    """

    tensors: tuple[torch.Tensor, ...]
    shared: tuple[torch.Tensor, ...] = ()

    @property
    def inputs(self) -> torch.Tensor:
        """What the network is given: floats (n, channels, height, width) or (n, features), or tokens (n, length)."""
        return self.tensors[0]

    @property
    def targets(self) -> torch.Tensor:
        """What it is to answer: classes or numbers (n,), or whatever the task compares its answers with."""
        return self.tensors[-1]

    def first(self, count: int) -> "Split":
        """Return the first examples of the split."""
        return replace(self, tensors=tuple(each[:count] for each in self.tensors))

    def at(self, indices: torch.Tensor) -> "Split":
        """Return the examples at some indices (k,)."""
        return replace(self, tensors=tuple(each[indices] for each in self.tensors))

    def with_inputs(self, inputs: torch.Tensor) -> "Split":
        """Return the same examples with other inputs."""
        return replace(self, tensors=(inputs, *self.tensors[1:]))

    def __len__(self) -> int:
        return len(self.tensors[0])


@dataclass(frozen=True)
class Splits:
    """The three splits of a dataset, none of which shares an example with another, and the task that they are for.

    `classes` is 0 for a regression. `pool` holds the examples that training may draw from: `train` itself, unless each
    seed draws its own.
    """

    train: Split
    validation: Split
    test: Split
    pool: Split
    classes: int
    task: str

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one input: channels, height and width, or the number of features or of tokens."""
        return tuple(self.train.inputs.shape[1:])

    @property
    def shared(self) -> tuple[torch.Tensor, ...]:
        """What the examples of all splits have in common."""
        return self.train.shared

    def for_seed(self, seed: int) -> "Splits":
        """Return the splits that a seed trains on: the same for all, unless each draws its own examples."""
        if len(self.pool) == len(self.train):
            return self
        order = torch.randperm(len(self.pool), generator=generator_for(seed, "training images"))
        return replace(self, train=self.pool.at(order[: len(self.train)].to(self.pool.targets.device)))


class Task(Protocol):
    """A kind of task; the loss is always handed in, so that no task knows the losses by their names.

    Metrics go by the names that core.metrics has of them. Of a curve these are the names without the split's: `loss`,
    which each task has, and `accuracy_percent` become `train_loss` and `validation_accuracy_percent`.
    """

    def outputs(self, splits: Splits) -> int:
        """Return how many numbers the network puts out for an example, or for each place of one."""

    def loss(self, model: nn.Module, batch: Split, loss: Loss) -> torch.Tensor:
        """Return the loss of a batch, which training makes smaller."""

    def curve(self, model: nn.Module, split: Split, loss: Loss) -> dict[str, float]:
        """Return the point that a split adds to the curves: `loss`, and the task's other metrics."""

    def test(self, model: nn.Module, split: Split, loss: Loss) -> Test:
        """Return what the test split says of a trained network; call it once, at the end."""
