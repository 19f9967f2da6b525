"""Inference and the supervised loss, shared by all tasks."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from groundwork.tasks.task import Loss, Split

CHUNK = 100  # fits into the CPU cache: twice as fast for convolutions as 1000


@contextmanager
def inference(model: nn.Module) -> Iterator[None]:
    """Context manager: eval mode without gradients; restores the model's mode."""
    was_training = model.training
    model.eval()
    with torch.no_grad():
        yield
    model.train(was_training)


def predict(model: nn.Module, *inputs: torch.Tensor) -> torch.Tensor:
    """Return the network's outputs in eval mode, computed in chunks to limit memory; restores the model's mode."""
    with inference(model):
        chunks = zip(*(torch.split(each, CHUNK) for each in inputs), strict=True)
        return torch.cat([model(*chunk) for chunk in chunks])


class Supervised:
    """A task whose loss compares the network's outputs with the targets."""

    def loss(self, model: nn.Module, batch: Split, loss: Loss) -> torch.Tensor:
        """Return the loss of a batch."""
        return loss(model(batch.inputs), batch.targets)
