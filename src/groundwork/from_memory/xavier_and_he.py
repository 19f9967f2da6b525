"""Xavier (Glorot) and He initialization."""

import math

import torch
from torch import Tensor


def xavier_uniform(fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
    """Return (fan_out, fan_in) with variance 2 / (fan_in + fan_out); Glorot and Bengio 2010."""
    limit = math.sqrt(6 / (fan_in + fan_out))  # the variance of U(-a, a) is a^2 / 3
    return torch.empty(fan_out, fan_in).uniform_(-limit, limit, generator=generator)


def he_normal(fan_in: int, fan_out: int, generator: torch.Generator) -> Tensor:
    """Return (fan_out, fan_in) with variance 2 / fan_in, as ReLU halves the signal; He et al. 2015."""
    std = math.sqrt(2 / fan_in)
    return torch.empty(fan_out, fan_in).normal_(0, std, generator=generator)
