"""The optimizers' formulas for a vector of the nine weights of two layers."""

from collections.abc import Callable

import torch

Rate = float | torch.Tensor
Rule = Callable[[torch.Tensor, int, torch.Tensor, Rate], torch.Tensor]  # weight, step from 1, gradient, rate
# Two layers of 6 and 3 numbers, each a weight and a bias.
SHAPES = [(2, 2), (2,), (1, 2), (1,)]


def sgd(weight_decay: float = 0.0) -> Rule:
    return momentum(momentum=0.0, weight_decay=weight_decay)


def momentum(momentum: float = 0.9, weight_decay: float = 0.0) -> Rule:
    velocity: list[torch.Tensor] = []

    def rule(weight: torch.Tensor, _step: int, gradient: torch.Tensor, rate: Rate) -> torch.Tensor:
        slope = gradient + weight_decay * weight
        velocity.append(slope + (momentum * velocity[-1] if velocity else 0))
        return weight - rate * velocity[-1]

    return rule


def nesterov(momentum: float = 0.9, weight_decay: float = 0.0) -> Rule:
    velocity: list[torch.Tensor] = []

    def rule(weight: torch.Tensor, _step: int, gradient: torch.Tensor, rate: Rate) -> torch.Tensor:
        slope = gradient + weight_decay * weight
        velocity.append(slope + (momentum * velocity[-1] if velocity else 0))
        return weight - rate * (slope + momentum * velocity[-1])

    return rule


def rmsprop(alpha: float = 0.99, eps: float = 1e-8, weight_decay: float = 0.0) -> Rule:
    square = [torch.zeros(())]

    def rule(weight: torch.Tensor, _step: int, gradient: torch.Tensor, rate: Rate) -> torch.Tensor:
        slope = gradient + weight_decay * weight
        square.append(alpha * square[-1] + (1 - alpha) * slope**2)
        return weight - rate * slope / (square[-1].sqrt() + eps)

    return rule


def adam(beta_1: float = 0.9, beta_2: float = 0.999, eps: float = 1e-8, weight_decay: float = 0.0) -> Rule:
    mean, square = [torch.zeros(())], [torch.zeros(())]

    def rule(weight: torch.Tensor, step: int, gradient: torch.Tensor, rate: Rate) -> torch.Tensor:
        slope = gradient + weight_decay * weight
        mean.append(beta_1 * mean[-1] + (1 - beta_1) * slope)
        square.append(beta_2 * square[-1] + (1 - beta_2) * slope**2)
        corrected, root = mean[-1] / (1 - beta_1**step), (square[-1] / (1 - beta_2**step)).sqrt()
        return weight - rate * corrected / (root + eps)

    return rule


def adamw(beta_1: float = 0.9, beta_2: float = 0.999, eps: float = 1e-8, weight_decay: float = 0.01) -> Rule:
    step_of_adam = adam(beta_1, beta_2, eps)

    def rule(weight: torch.Tensor, step: int, gradient: torch.Tensor, rate: Rate) -> torch.Tensor:
        return step_of_adam(weight, step, gradient, rate) - rate * weight_decay * weight

    return rule


def lookahead(k: int = 5, alpha: float = 0.5) -> Rule:
    step_of_adam = adam()
    slow: list[torch.Tensor] = []

    def rule(weight: torch.Tensor, step: int, gradient: torch.Tensor, rate: Rate) -> torch.Tensor:
        if step == 1:
            slow.append(weight)
        fast = step_of_adam(weight, step, gradient, rate)
        if step % k:
            return fast
        slow.append(slow[-1] + alpha * (fast - slow[-1]))
        return slow[-1]

    return rule


def layerwise_adam(layer_decay: float = 0.8) -> Rule:
    step_of_adam = adam()
    scale = torch.tensor([layer_decay] * 6 + [1.0] * 3, dtype=torch.double)
    return lambda weight, step, gradient, rate: step_of_adam(weight, step, gradient, rate * scale)


RULES: dict[str, Callable[..., Rule]] = {
    rule.__name__: rule for rule in (sgd, momentum, nesterov, rmsprop, adam, adamw, lookahead, layerwise_adam)
}
