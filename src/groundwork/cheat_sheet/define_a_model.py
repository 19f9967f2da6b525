"""Define a model."""

import torch
from torch import nn


class MLP(nn.Module):
    """A multilayer perceptron for images of 28x28 pixels and ten classes."""

    def __init__(self, hidden: int = 128, dropout: float = 0.2) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(),  # (batch, 784)
            nn.Linear(28 * 28, hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, 10),  # logits: the loss includes the softmax
        )

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return one logit for each class, (batch, 10)."""
        logits: torch.Tensor = self.layers(images)
        return logits
