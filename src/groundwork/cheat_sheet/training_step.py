"""The training step."""

from collections.abc import Iterable

import torch
from torch import nn

Batch = tuple[torch.Tensor, torch.Tensor]


def train_epoch(
    model: nn.Module,
    batches: Iterable[Batch],
    optimizer: torch.optim.Optimizer,
    device: torch.device,
) -> float:
    """Return the epoch's mean loss per image."""
    criterion = nn.CrossEntropyLoss()  # takes logits
    model.train()  # dropout on; batch statistics
    total, count = 0.0, 0
    for images, labels in batches:
        images = images.to(device)
        labels = labels.to(device)
        optimizer.zero_grad()  # otherwise gradients accumulate
        logits = model(images)  # forward
        loss = criterion(logits, labels)
        loss.backward()  # gradients
        optimizer.step()  # update
        total += loss.item() * len(labels)
        count += len(labels)
    return total / count
