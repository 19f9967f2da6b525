"""The interface between the training loop and a kind of task."""

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
    """Examples as tensors with a common first dimension: inputs first, targets last.

    `shared` holds tensors that all examples share, such as the edges of a graph.
    """

    tensors: tuple[torch.Tensor, ...]
    shared: tuple[torch.Tensor, ...] = ()

    @property
    def inputs(self) -> torch.Tensor:
        """The network's inputs: floats (n, channels, height, width) or (n, features), or tokens (n, length)."""
        return self.tensors[0]

    @property
    def targets(self) -> torch.Tensor:
        """The targets: classes or numbers (n,), or any tensor that the task compares with the outputs."""
        return self.tensors[-1]

    def first(self, count: int) -> "Split":
        """Return the first `count` examples."""
        return replace(self, tensors=tuple(each[:count] for each in self.tensors))

    def at(self, indices: torch.Tensor) -> "Split":
        """Return the examples at the indices (k,)."""
        return replace(self, tensors=tuple(each[indices] for each in self.tensors))

    def with_inputs(self, inputs: torch.Tensor) -> "Split":
        """Return the same examples with other inputs."""
        return replace(self, tensors=(inputs, *self.tensors[1:]))

    def __len__(self) -> int:
        return len(self.tensors[0])


@dataclass(frozen=True)
class Splits:
    """The three disjoint splits of a dataset and the name of its task.

    `classes` is 0 for regression. `pool` holds the examples available for training: `train` itself, unless each seed
    draws its own.
    """

    train: Split
    validation: Split
    test: Split
    pool: Split
    classes: int
    task: str

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one input: (channels, height, width), (features,) or (length,)."""
        return tuple(self.train.inputs.shape[1:])

    @property
    def shared(self) -> tuple[torch.Tensor, ...]:
        """The tensors shared by the examples of all splits."""
        return self.train.shared

    def for_seed(self, seed: int) -> "Splits":
        """Return the splits for a seed: the same for all seeds, unless each draws its own training examples."""
        if len(self.pool) == len(self.train):
            return self
        order = torch.randperm(len(self.pool), generator=generator_for(seed, "training images"))
        return replace(self, train=self.pool.at(order[: len(self.train)].to(self.pool.targets.device)))


class Task(Protocol):
    """A kind of task. The loss is always passed in, so that tasks do not depend on the names of losses.

    Metrics have the names in core.metrics. Curves omit the split's prefix: `loss`, which every task has, and
    `accuracy_percent` become `train_loss` and `validation_accuracy_percent`.
    """

    def outputs(self, splits: Splits) -> int:
        """Return the network's number of outputs per example, or per position of a sequence."""

    def loss(self, model: nn.Module, batch: Split, loss: Loss) -> torch.Tensor:
        """Return the loss of a batch, which training minimizes."""

    def curve(self, model: nn.Module, split: Split, loss: Loss) -> dict[str, float]:
        """Return a split's metrics for the learning curves: `loss` and the task's other metrics."""

    def test(self, model: nn.Module, split: Split, loss: Loss) -> Test:
        """Return the test metrics of a trained network; call it once, after training."""
