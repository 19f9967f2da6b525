"""A training step and its counterpart for evaluation."""

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim import Optimizer


def training_step(model: nn.Module, optimizer: Optimizer, inputs: Tensor, labels: Tensor) -> float:
    """Take one step against the gradient of a batch's mean loss; return that loss."""
    model.train()
    optimizer.zero_grad()
    loss = cross_entropy(model(inputs), labels)  # of (batch, classes) and (batch)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


@torch.no_grad()
def accuracy(model: nn.Module, inputs: Tensor, labels: Tensor) -> float:
    """Return the fraction of a batch whose highest logit is its label's."""
    model.eval()
    predictions: Tensor = model(inputs).argmax(dim=1)  # (batch)
    return (predictions == labels).double().mean().item()
