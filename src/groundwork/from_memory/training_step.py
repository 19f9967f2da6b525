"""A training step and an evaluation step."""

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim import Optimizer


def training_step(model: nn.Module, optimizer: Optimizer, inputs: Tensor, labels: Tensor) -> float:
    """Do one optimizer step on a batch's mean loss; return the loss."""
    model.train()
    optimizer.zero_grad()
    loss = cross_entropy(model(inputs), labels)  # (batch, classes), (batch)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


@torch.no_grad()
def accuracy(model: nn.Module, inputs: Tensor, labels: Tensor) -> float:
    """Return the fraction of a batch whose largest logit is at the label."""
    model.eval()
    predictions: Tensor = model(inputs).argmax(dim=1)  # (batch)
    return (predictions == labels).double().mean().item()
