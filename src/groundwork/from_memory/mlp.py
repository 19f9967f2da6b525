"""A multilayer perceptron."""

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn


class MLP(nn.Module):
    """Linear layers with ReLU between them; He initialization (2015)."""

    def __init__(self, sizes: Sequence[int]) -> None:
        super().__init__()
        pairs = list(pairwise(sizes))
        self.weights = nn.ParameterList(torch.randn(o, i) * math.sqrt(2 / i) for i, o in pairs)
        self.biases = nn.ParameterList(torch.zeros(o) for _, o in pairs)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return logits (batch, sizes[-1]); no softmax, the loss includes it."""
        hidden = inputs.flatten(start_dim=1)  # (batch, sizes[0])
        last = len(self.weights) - 1
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            hidden = hidden @ weight.T + bias  # (batch, sizes[layer + 1])
            if layer < last:
                hidden = hidden.relu()
        return hidden
