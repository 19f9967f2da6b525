"""Optimizers: each function builds a torch optimizer, with the fused kernel if torch has one.

Except in `adamw`, `weight_decay` is an L2 penalty: weight_decay * w is added to the gradient first.
"""

from collections.abc import Callable, Iterable

import torch
from torch import nn

from groundwork.config.bounds import Fraction, PositiveFraction, PositiveInteger, PositiveNumber

Parameters = Iterable[nn.Parameter]


def sgd(parameters: Parameters, learning_rate: float, *, weight_decay: Fraction = 0.0) -> torch.optim.Optimizer:
    """Return plain stochastic gradient descent: w <- w - learning rate * gradient."""
    return torch.optim.SGD(parameters, lr=learning_rate, weight_decay=weight_decay, fused=True)


def momentum(
    parameters: Parameters, learning_rate: float, *, momentum: Fraction = 0.9, weight_decay: Fraction = 0.0
) -> torch.optim.Optimizer:
    """Return SGD with momentum (Polyak 1964): v <- momentum * v + gradient; w <- w - learning rate * v."""
    return torch.optim.SGD(parameters, lr=learning_rate, momentum=momentum, weight_decay=weight_decay, fused=True)


def nesterov(
    parameters: Parameters, learning_rate: float, *, momentum: PositiveFraction = 0.9, weight_decay: Fraction = 0.0
) -> torch.optim.Optimizer:
    """Return SGD with Nesterov momentum, in the form of Sutskever et al. 2013."""
    return torch.optim.SGD(
        parameters, lr=learning_rate, momentum=momentum, nesterov=True, weight_decay=weight_decay, fused=True
    )


def rmsprop(
    parameters: Parameters,
    learning_rate: float,
    *,
    alpha: Fraction = 0.99,
    eps: PositiveNumber = 1e-8,
    weight_decay: Fraction = 0.0,
) -> torch.optim.Optimizer:
    """Return RMSprop (Hinton's lecture 6e, 2012): the gradient over the root of a running mean of its square."""
    return torch.optim.RMSprop(parameters, lr=learning_rate, alpha=alpha, eps=eps, weight_decay=weight_decay)


def adam(
    parameters: Parameters,
    learning_rate: float,
    *,
    beta_1: Fraction = 0.9,
    beta_2: Fraction = 0.999,
    eps: PositiveNumber = 1e-8,
    weight_decay: Fraction = 0.0,
) -> torch.optim.Optimizer:
    """Return Adam (Kingma and Ba 2015, algorithm 1)."""
    betas = (beta_1, beta_2)
    return torch.optim.Adam(parameters, lr=learning_rate, betas=betas, eps=eps, weight_decay=weight_decay, fused=True)


def adamw(
    parameters: Parameters,
    learning_rate: float,
    *,
    beta_1: Fraction = 0.9,
    beta_2: Fraction = 0.999,
    eps: PositiveNumber = 1e-8,
    weight_decay: Fraction = 0.01,
) -> torch.optim.Optimizer:
    """Return Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2)."""
    betas = (beta_1, beta_2)
    return torch.optim.AdamW(parameters, lr=learning_rate, betas=betas, eps=eps, weight_decay=weight_decay, fused=True)


def lookahead(
    parameters: Parameters, learning_rate: float, *, k: PositiveInteger = 5, alpha: Fraction = 0.5
) -> torch.optim.Optimizer:
    """Return Lookahead around Adam: every `k` steps, slow weights move the fraction `alpha` toward the fast weights.

    Zhang et al. 2019, algorithm 1. The model holds the fast weights, which restart from the slow ones every `k` steps.
    """
    return _Lookahead(parameters, learning_rate, k, alpha)


def layerwise_adam(
    parameters: Parameters, learning_rate: float, *, layer_decay: Fraction = 0.8
) -> torch.optim.Optimizer:
    """Return Adam with layer-wise learning rates, `layer_decay` times smaller for each layer below the last.

    After Howard and Ruder 2018. Each layer is a parameter group, whose `scale` multiplies the learning rate.
    """
    layers = _layers(parameters)
    scales = [layer_decay**layers_above for layers_above in reversed(range(len(layers)))]
    groups = [
        {"params": layer, "lr": learning_rate * scale, "scale": scale}
        for layer, scale in zip(layers, scales, strict=True)
    ]
    return torch.optim.Adam(groups, lr=learning_rate, fused=True)


class _Lookahead(torch.optim.Adam):
    """Adam on the fast weights, which the model holds, with slow weights that follow them."""

    def __init__(self, parameters: Parameters, learning_rate: float, k: int, alpha: float) -> None:
        super().__init__(parameters, lr=learning_rate, fused=True)
        self.k, self.alpha, self.steps = k, alpha, 0
        weights = [weight for group in self.param_groups for weight in group["params"]]
        self.pairs = [(weight, weight.detach().clone()) for weight in weights]

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        """Take an Adam step; every `k` steps, update the slow weights and reset the fast ones to them."""
        loss: float | None = super().step(closure)
        self.steps += 1
        if self.steps % self.k == 0:
            for fast, slow in self.pairs:
                fast.copy_(slow.lerp_(fast, self.alpha))
        return loss


def _layers(parameters: Parameters) -> list[list[nn.Parameter]]:
    """Group parameters by layer: a new layer starts when a weight (dim > 1) follows a bias or scale (dim 1)."""
    layers: list[list[nn.Parameter]] = []
    for parameter in parameters:
        if not layers or (parameter.dim() > 1 and layers[-1][-1].dim() == 1):
            layers.append([])
        layers[-1].append(parameter)
    return layers
