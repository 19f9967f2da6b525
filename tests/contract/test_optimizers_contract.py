"""Optimizers match their formulas step by step in double precision."""

import inspect
import math

import pytest
import torch
from torch import nn

from groundwork.components import optimizers
from groundwork.components.catalog import load_function
from groundwork.config.catalog import MODEL, OPTIMIZER, entries, is_estimator
from tests.contract.optimizer_formulas import RULES, SHAPES

STEPS = 30
START = [1.0, -0.5, 0.25, 0.75, -1.0, 0.5, -0.25, 1.25, -0.75]
OTHER_SETTINGS = {
    "momentum": 0.5,
    "beta_1": 0.5,
    "beta_2": 0.9,
    "eps": 0.1,
    "weight_decay": 0.5,
    "k": 3,
    "alpha": 0.75,
    "layer_decay": 0.9,
}


def rate_of(step: int) -> float:
    return 0.05 / (1 + step)


def parameters() -> list[nn.Parameter]:
    parts = torch.split(torch.tensor(START, dtype=torch.double), [math.prod(shape) for shape in SHAPES])
    return [nn.Parameter(part.clone().view(shape)) for part, shape in zip(parts, SHAPES, strict=True)]


def flat(weights: list[nn.Parameter]) -> torch.Tensor:
    return torch.cat([weight.detach().flatten() for weight in weights])


def path_of_torch(name: str, **settings: float) -> torch.Tensor:
    """Return the weights (steps, 9) of our function's optimizer, its learning rate set as in training."""
    weights = parameters()
    optimizer: torch.optim.Optimizer = getattr(optimizers, name)(iter(weights), 9.0, **settings)
    path = []
    for step in range(1, STEPS + 1):
        for group in optimizer.param_groups:
            group["lr"] = rate_of(step) * group.get("scale", 1.0)
        optimizer.zero_grad()
        # A loss whose gradient changes with the weights and the step.
        loss = sum((weight**4 / 4 + weight * math.cos(step)).sum() for weight in weights)
        loss.backward()  # type: ignore[union-attr]
        optimizer.step()
        path.append(flat(weights))
    return torch.stack(path)


def path_by_hand(name: str, **settings: float) -> torch.Tensor:
    weight = torch.tensor(START, dtype=torch.double)
    rule, path = RULES[name](**settings), []
    for step in range(1, STEPS + 1):
        weight = rule(weight, step, weight**3 + math.cos(step), rate_of(step))
        path.append(weight)
    return torch.stack(path)


def settings_of(name: str) -> list[str]:
    parameters = inspect.signature(getattr(optimizers, name)).parameters.values()
    return [each.name for each in parameters if each.kind is each.KEYWORD_ONLY]


CASES: list[tuple[str, dict[str, float]]] = [(name, {}) for name in RULES] + [
    (name, {setting: OTHER_SETTINGS[setting]}) for name in RULES for setting in settings_of(name)
]


def test_every_optimizer_has_a_formula() -> None:
    assert set(entries(OPTIMIZER)) == set(RULES)


@pytest.mark.parametrize(("name", "settings"), CASES)
def test_optimizer_matches_its_formula(name: str, settings: dict[str, float]) -> None:
    assert torch.allclose(path_of_torch(name, **settings), path_by_hand(name, **settings), rtol=0, atol=1e-12)


@pytest.mark.parametrize(("name", "settings"), [case for case in CASES if case[1]])
def test_every_optimizer_setting_matters(name: str, settings: dict[str, float]) -> None:
    assert (path_of_torch(name, **settings) - path_of_torch(name)).abs().max().item() > 1e-4


@pytest.mark.parametrize("name", RULES)
def test_optimizer_has_the_requested_learning_rate(name: str) -> None:
    weight = nn.Parameter(torch.ones(2))

    optimizer = getattr(optimizers, name)([weight], 0.125)

    assert [group["lr"] for group in optimizer.param_groups] == [0.125]


@pytest.mark.parametrize("name", RULES)
def test_optimizer_works_on_32_bit_parameters(name: str) -> None:
    weight = nn.Parameter(torch.ones(2))
    optimizer = getattr(optimizers, name)([weight], 0.125)

    weight.grad = torch.ones(2)
    optimizer.step()

    assert weight.dtype == torch.float32
    assert (weight < 1).all()


@pytest.mark.parametrize("name", RULES)
def test_optimizer_is_bit_reproducible(name: str) -> None:
    assert torch.equal(path_of_torch(name), path_of_torch(name))


def test_layerwise_learning_rate_shrinks_by_the_decay() -> None:
    layers = [nn.Linear(5, 4), nn.Linear(4, 3, bias=False), nn.BatchNorm1d(3), nn.RNN(3, 2), nn.Linear(2, 1)]

    optimizer = optimizers.layerwise_adam(nn.Sequential(*layers).parameters(), 0.5, layer_decay=0.25)

    scales = [group["scale"] for group in optimizer.param_groups]
    assert scales == [0.25**3, 0.25**2, 0.25, 1.0]
    assert [group["lr"] for group in optimizer.param_groups] == [0.5 * scale for scale in scales]
    of_layers = [layers[0], nn.Sequential(*layers[1:3]), layers[3], layers[4]]
    for group, layer in zip(optimizer.param_groups, of_layers, strict=True):
        assert [id(each) for each in group["params"]] == [id(each) for each in layer.parameters()]


@pytest.mark.parametrize("name", [name for name in entries(MODEL) if not is_estimator(name)])
def test_layerwise_groups_cover_every_parameter_once(name: str) -> None:
    model = load_function(MODEL, name)((1, 8, 8), 3)

    groups = optimizers.layerwise_adam(model.parameters(), 0.1).param_groups

    assert [id(each) for group in groups for each in group["params"]] == [id(each) for each in model.parameters()]
    assert groups[-1]["scale"] == 1.0


def test_lookahead_returns_the_loss_of_a_closure() -> None:
    weight = nn.Parameter(torch.ones(2))
    weight.grad = torch.ones(2)

    assert optimizers.lookahead([weight], 0.1).step(lambda: 2.5) == 2.5
