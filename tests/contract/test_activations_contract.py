"""Activations match their formulas, and their slopes match difference quotients."""

import math
from collections.abc import Callable

import pytest
import torch

from groundwork.components import activations
from groundwork.components.catalog import load_function
from groundwork.config.catalog import ACTIVATION, MODEL, entries

PLACES = [-30.0, -4.0, -1.5, -0.3, -0.01, 0.01, 0.3, 1.5, 4.0, 30.0]
STEP = 1e-6


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


FORMULAS: dict[str, Callable[[float], float]] = {
    "none": lambda x: x,
    "sigmoid": sigmoid,
    "tanh": lambda x: 2 * sigmoid(2 * x) - 1,
    "relu": lambda x: x if x > 0 else 0.0,
    "leaky_relu": lambda x: x if x > 0 else 0.01 * x,
    "elu": lambda x: x if x > 0 else math.exp(x) - 1,
    "silu": lambda x: x * sigmoid(x),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
}
AT_ZERO = {name: 0.5 if name == "sigmoid" else 0.0 for name in FORMULAS}
LARGEST_SLOPES = {"none": 1.0, "sigmoid": 0.25, "tanh": 1.0, "relu": 1.0, "leaky_relu": 1.0, "elu": 1.0}


def values_and_slopes(name: str, places: list[float]) -> tuple[list[float], list[float]]:
    at = torch.tensor(places, dtype=torch.double, requires_grad=True)
    values = load_function(ACTIVATION, name)()(at)
    (slopes,) = torch.autograd.grad(values.sum(), at)
    return values.tolist(), slopes.tolist()


def test_every_activation_has_a_formula() -> None:
    assert set(entries(ACTIVATION)) == set(FORMULAS)


@pytest.mark.parametrize("name", FORMULAS)
def test_activation_computes_its_formula(name: str) -> None:
    values, slopes = values_and_slopes(name, PLACES)
    formula = FORMULAS[name]

    assert values == pytest.approx([formula(x) for x in PLACES], rel=1e-12, abs=1e-12)
    by_difference = [(formula(x + STEP) - formula(x - STEP)) / (2 * STEP) for x in PLACES]
    assert slopes == pytest.approx(by_difference, rel=1e-6, abs=1e-8)
    assert values_and_slopes(name, [0.0])[0] == [AT_ZERO[name]]


@pytest.mark.parametrize(("name", "largest"), LARGEST_SLOPES.items())
def test_slope_is_at_most_the_documented_maximum(name: str, largest: float) -> None:
    _, slopes = values_and_slopes(name, [number / 100 for number in range(-800, 801)])

    assert max(slopes) == pytest.approx(largest, rel=1e-12)


@pytest.mark.parametrize("name", FORMULAS)
def test_activation_has_no_parameters_and_is_not_in_place(name: str) -> None:
    """Probes keep layer outputs, which an in-place activation would overwrite."""
    activation = load_function(ACTIVATION, name)()
    given = torch.tensor(PLACES)

    activation(given)

    assert list(activation.parameters()) == []
    assert given.tolist() == torch.tensor(PLACES).tolist()


@pytest.mark.parametrize("name", FORMULAS)
def test_mlp_uses_the_given_activation(name: str) -> None:
    model = load_function(MODEL, "mlp")((1, 8, 8), 3, hidden_layer_sizes=(5,), activation=name)

    assert type(model.get_submodule("activation_1")) is type(getattr(activations, name)())
