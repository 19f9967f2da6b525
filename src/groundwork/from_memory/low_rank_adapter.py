"""A low-rank adapter (LoRA) beside a frozen linear layer."""

import copy
import math

import torch
from torch import Tensor, nn


class LowRankAdapter(nn.Module):
    """W x + b + alpha / rank * B A x, where only A and B are trained (Hu et al. 2022)."""

    def __init__(self, linear: nn.Linear, rank: int, alpha: float = 1.0) -> None:
        super().__init__()
        self.linear = linear.requires_grad_(False)
        outputs, inputs = linear.weight.shape
        self.down = nn.Parameter(torch.randn(rank, inputs) / math.sqrt(inputs))  # A
        self.up = nn.Parameter(torch.zeros(outputs, rank))  # B: nothing changes at first
        self.scale = alpha / rank

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the outputs (batch, outputs) without ever building the matrix B A."""
        outputs: Tensor = self.linear(inputs) + self.scale * (inputs @ self.down.T) @ self.up.T
        return outputs

    @torch.no_grad()
    def merged(self) -> nn.Linear:
        """Return one linear layer that does the same."""
        merged = copy.deepcopy(self.linear)
        merged.weight += self.scale * self.up @ self.down
        return merged
