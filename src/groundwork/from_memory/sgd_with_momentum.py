"""SGD with momentum."""

from collections.abc import Iterable

import torch
from torch import Tensor


class SGD:
    """v = momentum v + g, then w = w - learning_rate v (Polyak 1964)."""

    def __init__(self, parameters: Iterable[Tensor], learning_rate: float, momentum: float = 0.9) -> None:
        self.parameters, self.learning_rate, self.momentum = list(parameters), learning_rate, momentum
        self.velocities = [torch.zeros_like(each) for each in self.parameters]

    @torch.no_grad()
    def step(self) -> None:
        """Update every parameter that has a gradient."""
        for parameter, velocity in zip(self.parameters, self.velocities, strict=True):
            if parameter.grad is not None:
                velocity.mul_(self.momentum).add_(parameter.grad)
                parameter.sub_(self.learning_rate * velocity)
