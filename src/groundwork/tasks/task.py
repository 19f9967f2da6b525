"""The interface between the training loop and a kind of task."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import torch
from torch import nn

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
    """The three disjoint splits of a dataset for one seed, and the name of its task.

    `classes` is 0 for regression. `test_indices` are the numbers of the test examples in the dataset, if it has them.
    """

    train: Split
    validation: Split
    test: Split
    classes: int
    task: str
    test_indices: tuple[int, ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one input: (channels, height, width), (features,) or (length,)."""
        return tuple(self.train.inputs.shape[1:])

    @property
    def shared(self) -> tuple[torch.Tensor, ...]:
        """The tensors shared by the examples of all splits."""
        return self.train.shared

    def numbered(self, test: Test) -> Test:
        """Return an evaluation of the test split whose examples have their numbers in the dataset."""
        return test.renumbered(self.test_indices) if self.test_indices else test


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

    def test(self, model: nn.Module, splits: Splits, loss: Loss) -> Test:
        """Return the metrics of a network on the test split; no choice may depend on them.

        What a metric needs to have chosen, such as a decision threshold, is chosen on the validation split.
        """
