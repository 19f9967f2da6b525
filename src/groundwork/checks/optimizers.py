"""Exact checks of optimizer updates."""

from collections.abc import Callable

import torch
from torch import nn

from groundwork.checks.shared.networks import TOLERANCE, cosine, difference, flat, small_network
from groundwork.records.schema import CheckBody

MakeOptimizer = Callable[[list[nn.Parameter]], torch.optim.Optimizer]
STEPS = 50


def rate_scales_the_step() -> CheckBody:
    """From the same weights and batch, SGD's steps at two learning rates differ only in length, in proportion."""
    small = _step(lambda weights: torch.optim.SGD(weights, lr=0.001))
    large = _step(lambda weights: torch.optim.SGD(weights, lr=0.1))
    adam = _step(lambda weights: torch.optim.Adam(weights, lr=0.001))
    direction, length = cosine(small, large), (large.norm() / small.norm()).item()
    return CheckBody(
        holds=abs(direction - 1) < TOLERANCE and abs(length / 100 - 1) < TOLERANCE,
        measured={
            "cosine between SGD's steps at learning rates 0.001 and 0.1": direction,
            "ratio of their lengths": length,
            "cosine between Adam's first step and SGD's": cosine(adam, small),
        },
    )


def first_step_of_adam_is_the_rate() -> CheckBody:
    """Adam's first step moves every weight by the learning rate, whatever the size of its gradient.

    Kingma and Ba 2015: after bias correction the step is the rate times g / |g|. It goes down the gradient only where
    all components have the same size; SGD's step always does. The check makes epsilon negligible.
    """
    learning_rate = 0.001
    adam = _step(lambda weights: torch.optim.Adam(weights, lr=learning_rate, eps=1e-20))
    sgd = _step(lambda weights: torch.optim.SGD(weights, lr=learning_rate))
    sizes, alignment = adam.abs() / learning_rate, cosine(adam, sgd)
    return CheckBody(
        holds=(sizes - 1).abs().max().item() < TOLERANCE and alignment < 0.99,
        measured={
            "smallest change of a weight over the learning rate": sizes.min().item(),
            "largest change of a weight over the learning rate": sizes.max().item(),
            "largest of SGD's changes over the smallest": (sgd.abs().max() / sgd.abs().min()).item(),
            "cosine between Adam's step and the way down the gradient": alignment,
        },
    )


def adam_state_bytes() -> CheckBody:
    """Adam stores two numbers per parameter besides the parameter itself, momentum one, plain SGD none."""
    per_parameter = {
        "SGD": _state_per_parameter(lambda weights: torch.optim.SGD(weights, lr=0.01)),
        "SGD with momentum": _state_per_parameter(lambda weights: torch.optim.SGD(weights, lr=0.01, momentum=0.9)),
        "RMSprop": _state_per_parameter(lambda weights: torch.optim.RMSprop(weights, lr=0.001)),
        "Adam": _state_per_parameter(lambda weights: torch.optim.Adam(weights, lr=0.001)),
        "AdamW": _state_per_parameter(lambda weights: torch.optim.AdamW(weights, lr=0.001)),
    }
    return CheckBody(
        holds=list(per_parameter.values()) == [0, 1, 1, 2, 2],
        measured={f"numbers {name} stores per parameter": value for name, value in per_parameter.items()},
    )


def l2_equals_decoupled_decay_for_sgd_only() -> CheckBody:
    """An L2 penalty and decoupled weight decay are equivalent for SGD, but not for Adam."""
    weight_decay, learning_rate = 0.1, 0.01
    sgd_penalty = _train(lambda weights: torch.optim.SGD(weights, lr=learning_rate, weight_decay=weight_decay))
    sgd_decoupled = _train(
        lambda weights: torch.optim.SGD(weights, lr=learning_rate), shrink=1 - learning_rate * weight_decay
    )
    adam_penalty = _train(lambda weights: torch.optim.Adam(weights, lr=learning_rate, weight_decay=weight_decay))
    adam_decoupled = _train(lambda weights: torch.optim.AdamW(weights, lr=learning_rate, weight_decay=weight_decay))
    sgd_difference = difference(sgd_penalty, sgd_decoupled)
    adam_difference = difference(adam_penalty, adam_decoupled)
    return CheckBody(
        holds=sgd_difference < TOLERANCE < adam_difference,
        measured={
            "largest difference between SGD's weights": sgd_difference,
            "largest difference between Adam's weights": adam_difference,
        },
    )


def adam_is_rmsprop_with_momentum() -> CheckBody:
    """RMSprop with momentum, both averages bias-corrected, equals Adam up to rounding."""
    adam = _train(lambda weights: torch.optim.Adam(weights, lr=0.01))
    corrected = _train(lambda weights: _RmspropWithMomentum(weights, 0.01, correct=True))
    uncorrected = _train(lambda weights: _RmspropWithMomentum(weights, 0.01, correct=False))
    return CheckBody(
        holds=difference(adam, corrected) < TOLERANCE,
        measured={
            "largest difference from Adam, with bias correction": difference(adam, corrected),
            "largest difference from Adam, without bias correction": difference(adam, uncorrected),
        },
    )


class _RmspropWithMomentum(torch.optim.Optimizer):
    """Momentum and RMSprop averages as in Kingma and Ba 2015, with optional bias correction."""

    def __init__(self, weights: list[nn.Parameter], learning_rate: float, correct: bool) -> None:
        super().__init__(weights, {"lr": learning_rate})
        self.correct, self.steps = correct, 0
        self.averages = [(torch.zeros_like(each), torch.zeros_like(each)) for each in weights]

    @torch.no_grad()
    def step(self, closure: object = None) -> None:  # type: ignore[override]  # noqa: ARG002
        self.steps += 1
        correction_1, correction_2 = (1 - 0.9**self.steps, 1 - 0.999**self.steps) if self.correct else (1.0, 1.0)
        for weight, (mean, square) in zip(self.param_groups[0]["params"], self.averages, strict=True):
            mean.mul_(0.9).add_(weight.grad, alpha=0.1)
            square.mul_(0.999).addcmul_(weight.grad, weight.grad, value=0.001)
            weight -= self.param_groups[0]["lr"] * (mean / correction_1) / ((square / correction_2).sqrt() + 1e-8)


def _train(make_optimizer: MakeOptimizer, steps: int = STEPS, shrink: float = 1.0) -> torch.Tensor:
    """Train and return all weights as one vector; `shrink` multiplies them before each step."""
    model, inputs, labels = small_network()
    optimizer = make_optimizer(list(model.parameters()))
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), labels).backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.mul_(shrink)
        optimizer.step()
    return flat(model)


def _step(make_optimizer: MakeOptimizer) -> torch.Tensor:
    return _train(make_optimizer, steps=1) - flat(small_network()[0])


def _state_per_parameter(make_optimizer: MakeOptimizer) -> float:
    """Return how many numbers an optimizer stores per parameter after a step, without step counters."""
    model, inputs, labels = small_network()
    weights = list(model.parameters())
    optimizer = make_optimizer(weights)
    nn.functional.cross_entropy(model(inputs), labels).backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    stored = [
        value
        for state in optimizer.state.values()
        for name, value in state.items()
        if name != "step" and value is not None
    ]
    return float(sum(value.numel() for value in stored) / sum(weight.numel() for weight in weights))
