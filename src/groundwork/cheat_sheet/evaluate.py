"""Evaluate."""

from collections.abc import Iterable

import torch
from torch import nn


@torch.no_grad()  # no graph: less memory, more speed
def evaluate(model: nn.Module, batches: Iterable[tuple[torch.Tensor, torch.Tensor]], device: torch.device) -> float:
    """Return the accuracy, from 0 to 1."""
    model.eval()  # dropout off, batch norm uses its running statistics
    correct, count = 0, 0
    for images, labels in batches:
        images, labels = images.to(device), labels.to(device)
        predicted = model(images).argmax(dim=1)  # (batch,)
        correct += (predicted == labels).sum().item()
        count += len(labels)
    return correct / count
