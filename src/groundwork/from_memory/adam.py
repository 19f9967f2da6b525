"""The optimizer Adam."""

from collections.abc import Iterable

import torch
from torch import Tensor


class Adam:
    """w = w - learning_rate m / (sqrt(v) + epsilon), with bias correction of m and v.

    Kingma and Ba 2015.
    """

    def __init__(
        self,
        parameters: Iterable[Tensor],
        learning_rate: float,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
    ) -> None:
        self.parameters, self.learning_rate = list(parameters), learning_rate
        self.beta_1, self.beta_2 = beta_1, beta_2
        self.means = [torch.zeros_like(each) for each in self.parameters]
        self.squares = [torch.zeros_like(each) for each in self.parameters]
        self.steps = 0

    @torch.no_grad()
    def step(self, epsilon: float = 1e-8) -> None:
        """Update every parameter, with a step size per element."""
        self.steps += 1
        for parameter, m, v in zip(self.parameters, self.means, self.squares, strict=True):
            if parameter.grad is None:
                continue
            m.mul_(self.beta_1).add_((1 - self.beta_1) * parameter.grad)
            v.mul_(self.beta_2).add_((1 - self.beta_2) * parameter.grad**2)
            mean = m / (1 - self.beta_1**self.steps)
            square = v / (1 - self.beta_2**self.steps)
            parameter.sub_(self.learning_rate * mean / (square.sqrt() + epsilon))
