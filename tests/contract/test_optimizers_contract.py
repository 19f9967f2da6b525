"""Every optimizer, step by step in double precision, against its formula written out by hand."""

import inspect
import math
from collections.abc import Callable

import pytest
import torch
from torch import nn

from groundwork import optimizers
from groundwork.config.catalog import OPTIMIZER, entries

STEPS = 30
Rule = Callable[[torch.Tensor, int, torch.Tensor, float], torch.Tensor]


def sgd() -> Rule:
    return lambda weight, _step, gradient, rate: weight - rate * gradient


def momentum(momentum: float = 0.9) -> Rule:
    velocity: list[torch.Tensor] = []

    def rule(weight: torch.Tensor, _step: int, gradient: torch.Tensor, rate: float) -> torch.Tensor:
        velocity.append(gradient + (momentum * velocity[-1] if velocity else 0))
        return weight - rate * velocity[-1]

    return rule


def nesterov(momentum: float = 0.9) -> Rule:
    velocity: list[torch.Tensor] = []

    def rule(weight: torch.Tensor, _step: int, gradient: torch.Tensor, rate: float) -> torch.Tensor:
        velocity.append(gradient + (momentum * velocity[-1] if velocity else 0))
        return weight - rate * (gradient + momentum * velocity[-1])

    return rule


def rmsprop(decay: float = 0.99, epsilon: float = 1e-8) -> Rule:
    square = [torch.zeros(())]

    def rule(weight: torch.Tensor, _step: int, gradient: torch.Tensor, rate: float) -> torch.Tensor:
        square.append(decay * square[-1] + (1 - decay) * gradient**2)
        return weight - rate * gradient / (square[-1].sqrt() + epsilon)

    return rule


def adam(beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-8) -> Rule:
    mean, square = [torch.zeros(())], [torch.zeros(())]

    def rule(weight: torch.Tensor, step: int, gradient: torch.Tensor, rate: float) -> torch.Tensor:
        mean.append(beta_1 * mean[-1] + (1 - beta_1) * gradient)
        square.append(beta_2 * square[-1] + (1 - beta_2) * gradient**2)
        corrected, root = mean[-1] / (1 - beta_1**step), (square[-1] / (1 - beta_2**step)).sqrt()
        return weight - rate * corrected / (root + epsilon)

    return rule


def adamw(beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-8, weight_decay: float = 0.01) -> Rule:
    step_of_adam = adam(beta_1, beta_2, epsilon)

    def rule(weight: torch.Tensor, step: int, gradient: torch.Tensor, rate: float) -> torch.Tensor:
        return step_of_adam(weight, step, gradient, rate) - rate * weight_decay * weight

    return rule


RULES: dict[str, Callable[..., Rule]] = {
    rule.__name__: rule for rule in (sgd, momentum, nesterov, rmsprop, adam, adamw)
}
OTHER_SETTINGS = {
    "momentum": 0.5,
    "decay": 0.9,
    "beta_1": 0.5,
    "beta_2": 0.9,
    "epsilon": 0.1,
    "weight_decay": 0.5,
}


def loss_of(weight: torch.Tensor, step: int) -> torch.Tensor:
    """Return a loss whose gradient changes with the weights and the step."""
    return (weight**4).sum() / 4 + (weight * math.cos(step)).sum()


def rate_of(step: int) -> float:
    return 0.05 / (1 + step)


def path_of_torch(name: str, **settings: float) -> torch.Tensor:
    """Return the weights (steps, 3) that our function's optimizer goes through, its rate set anew before each step."""
    weight = nn.Parameter(torch.tensor([1.0, -0.5, 0.25], dtype=torch.double))
    optimizer: torch.optim.Optimizer = getattr(optimizers, name)([weight], 9.0, **settings)
    path = []
    for step in range(1, STEPS + 1):
        for group in optimizer.param_groups:
            group["lr"] = rate_of(step)
        optimizer.zero_grad()
        loss_of(weight, step).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        path.append(weight.detach().clone())
    return torch.stack(path)


def path_by_hand(name: str, **settings: float) -> torch.Tensor:
    weight = torch.tensor([1.0, -0.5, 0.25], dtype=torch.double)
    rule, path = RULES[name](**settings), []
    for step in range(1, STEPS + 1):
        gradient = weight**3 + math.cos(step)
        weight = rule(weight, step, gradient, rate_of(step))
        path.append(weight)
    return torch.stack(path)


def settings_of(name: str) -> list[str]:
    parameters = inspect.signature(getattr(optimizers, name)).parameters.values()
    return [each.name for each in parameters if each.kind is each.KEYWORD_ONLY]


CASES: list[tuple[str, dict[str, float]]] = [(name, {}) for name in RULES] + [
    (name, {setting: OTHER_SETTINGS[setting]}) for name in RULES for setting in settings_of(name)
]


def test_every_optimizer_has_its_formula_here() -> None:
    assert set(entries(OPTIMIZER)) == set(RULES)


@pytest.mark.parametrize(("name", "settings"), CASES)
def test_an_optimizer_takes_the_steps_of_its_formula(name: str, settings: dict[str, float]) -> None:
    assert torch.allclose(path_of_torch(name, **settings), path_by_hand(name, **settings), rtol=0, atol=1e-12)


@pytest.mark.parametrize(("name", "settings"), [case for case in CASES if case[1]])
def test_every_setting_matters(name: str, settings: dict[str, float]) -> None:
    assert (path_of_torch(name, **settings) - path_of_torch(name)).abs().max().item() > 1e-4


@pytest.mark.parametrize("name", RULES)
def test_the_rate_that_is_asked_for_is_the_rate(name: str) -> None:
    weight = nn.Parameter(torch.ones(2))

    optimizer = getattr(optimizers, name)([weight], 0.125)

    assert [group["lr"] for group in optimizer.param_groups] == [0.125]


@pytest.mark.parametrize("name", RULES)
def test_every_optimizer_works_on_32_bit_parameters_as_the_training_has_them(name: str) -> None:
    weight = nn.Parameter(torch.ones(2))
    optimizer = getattr(optimizers, name)([weight], 0.125)

    weight.grad = torch.ones(2)
    optimizer.step()

    assert weight.dtype == torch.float32
    assert (weight < 1).all()
