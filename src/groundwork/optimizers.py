"""The optimizers: each function builds torch's own, fused where torch has a fused kernel for it."""

from collections.abc import Iterable

import torch
from torch import nn

from groundwork.config.catalog import Fraction, PositiveNumber

Parameters = Iterable[nn.Parameter]


def sgd(parameters: Parameters, learning_rate: float) -> torch.optim.Optimizer:
    """Return plain stochastic gradient descent: w <- w - rate * gradient."""
    return torch.optim.SGD(parameters, lr=learning_rate, fused=True)


def momentum(parameters: Parameters, learning_rate: float, *, momentum: Fraction = 0.9) -> torch.optim.Optimizer:
    """Return SGD along a velocity that keeps `momentum` of itself (Polyak 1964): v <- momentum * v + gradient."""
    return torch.optim.SGD(parameters, lr=learning_rate, momentum=momentum, fused=True)


def nesterov(parameters: Parameters, learning_rate: float, *, momentum: Fraction = 0.9) -> torch.optim.Optimizer:
    """Return SGD with Nesterov's momentum, in the form of Sutskever et al. 2013."""
    return torch.optim.SGD(parameters, lr=learning_rate, momentum=momentum, nesterov=True, fused=True)


def rmsprop(
    parameters: Parameters, learning_rate: float, *, decay: Fraction = 0.99, epsilon: PositiveNumber = 1e-8
) -> torch.optim.Optimizer:
    """Return RMSprop (Hinton's lecture 6e, 2012): each step divided by the root of the mean squared gradient."""
    return torch.optim.RMSprop(parameters, lr=learning_rate, alpha=decay, eps=epsilon)


def adam(
    parameters: Parameters,
    learning_rate: float,
    *,
    beta_1: Fraction = 0.9,
    beta_2: Fraction = 0.999,
    epsilon: PositiveNumber = 1e-8,
) -> torch.optim.Optimizer:
    """Return Adam (Kingma and Ba 2015, algorithm 1)."""
    return torch.optim.Adam(parameters, lr=learning_rate, betas=(beta_1, beta_2), eps=epsilon, fused=True)


def adamw(
    parameters: Parameters,
    learning_rate: float,
    *,
    beta_1: Fraction = 0.9,
    beta_2: Fraction = 0.999,
    epsilon: PositiveNumber = 1e-8,
    weight_decay: Fraction = 0.01,
) -> torch.optim.Optimizer:
    """Return Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2)."""
    betas = (beta_1, beta_2)
    return torch.optim.AdamW(
        parameters, lr=learning_rate, betas=betas, eps=epsilon, weight_decay=weight_decay, fused=True
    )
