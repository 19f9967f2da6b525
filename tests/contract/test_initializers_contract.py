"""Initializers: variance by formula, distribution, and randomness only from the generator."""

import math
from collections.abc import Callable, Iterator

import pytest
import torch
from torch import nn

from groundwork.components.catalog import load_function
from groundwork.components.layers import weighted_layers
from groundwork.components.randomness import generator_for
from groundwork.config.catalog import INITIALIZER, MODEL, entries, is_estimator

pytestmark = pytest.mark.usefixtures("exact")

SHAPE = (1, 8, 8)
NETWORKS = [name for name in entries(MODEL) if not is_estimator(name)]
NORMS = (nn.BatchNorm1d, nn.LayerNorm)
Fans = tuple[int, int]  # fan-in and fan-out
# Square, wide and tall matrices and a convolution, which the formulas distinguish.
LAYERS: list[tuple[Callable[[], nn.Module], Fans]] = [
    (lambda: nn.Linear(300, 300), (300, 300)),
    (lambda: nn.Linear(900, 100), (900, 100)),
    (lambda: nn.Linear(100, 900), (100, 900)),
    (lambda: nn.Conv2d(40, 80, 5), (40 * 25, 80 * 25)),
]
VARIANCES: dict[str, Callable[[int, int], float]] = {
    "torch_default": lambda inputs, _outputs: 1 / (3 * inputs),
    "zeros": lambda _inputs, _outputs: 0.0,
    "normal": lambda _inputs, _outputs: 0.01**2,
    "uniform": lambda _inputs, _outputs: 0.1**2 / 3,
    "xavier_uniform": lambda inputs, outputs: 2 / (inputs + outputs),
    "xavier_normal": lambda inputs, outputs: 2 / (inputs + outputs),
    "he_uniform": lambda inputs, _outputs: 2 / inputs,
    "he_normal": lambda inputs, _outputs: 2 / inputs,
    # All rows of a matrix, or all its columns, have norm 1; a filter is a row.
    "orthogonal": lambda inputs, outputs: 1 / max(inputs, outputs),
    "sparse": lambda _inputs, _outputs: 0.1 * 0.01**2,
    # These differ from torch's defaults in recurrent layers only.
    "orthogonal_recurrent": lambda inputs, _outputs: 1 / (3 * inputs),
    "identity_recurrent": lambda inputs, _outputs: 1 / (3 * inputs),
}
LIKE_TORCH = ("torch_default", "orthogonal_recurrent", "identity_recurrent")
# Fourth moment over squared variance: 3 for normal, 9/5 for uniform, 3/0.1 if nine of ten weights are 0.
KURTOSIS = {"normal": 3, "xavier_normal": 3, "he_normal": 3, "sparse": 30} | dict.fromkeys(
    (*LIKE_TORCH, "uniform", "xavier_uniform", "he_uniform"), 1.8
)


def filled(name: str, model: nn.Module, seed: int = 42) -> nn.Module:
    load_function(INITIALIZER, name)(model, generator_for(seed, "initialization"))
    return model


def weight_of(name: str, layer: nn.Module, **settings: float) -> torch.Tensor:
    load_function(INITIALIZER, name)(layer, generator_for(42, "initialization"), **settings)
    return layer.get_parameter("weight").detach()


def distinct(values: torch.Tensor) -> set[float]:
    return set(values.flatten().tolist())


def parts(model: nn.Module) -> Iterator[tuple[nn.Module, str, torch.Tensor]]:
    """Yield layer, name and parameter for each parameter."""
    for layer in model.modules():
        for name, parameter in layer.named_parameters(recurse=False):
            yield layer, name, parameter.detach()


def network(name: str) -> nn.Module:
    settings = {"normalization": "layer" if name == "deep_mlp" else "batch"} if name.endswith("mlp") else {}
    model: nn.Module = load_function(MODEL, name)(SHAPE, 10, **settings)
    return model


def test_every_initializer_has_a_formula() -> None:
    assert set(entries(INITIALIZER)) == set(VARIANCES)


@pytest.mark.parametrize(("make", "fans"), LAYERS, ids=lambda each: str(each) if isinstance(each, tuple) else "")
@pytest.mark.parametrize("name", VARIANCES)
def test_variance_matches_the_formula(name: str, make: Callable[[], nn.Module], fans: Fans) -> None:
    weight = weight_of(name, make())

    # An orthogonal filter is one row with all its inputs; the kernel size does not multiply its outputs.
    inputs, outputs = (fans[0], len(weight)) if name == "orthogonal" else fans
    variance = VARIANCES[name](inputs, outputs)
    assert weight.square().mean().item() == pytest.approx(variance, rel=0.03)
    assert weight.mean().item() == pytest.approx(0, abs=4 * math.sqrt(variance / weight.numel()))


@pytest.mark.parametrize(("name", "kurtosis"), KURTOSIS.items())
def test_kurtosis_matches_the_distribution(name: str, kurtosis: float) -> None:
    weight = weight_of(name, nn.Linear(500, 500))

    assert (weight**4).mean().item() / weight.square().mean().item() ** 2 == pytest.approx(kurtosis, rel=0.03)


@pytest.mark.parametrize(
    ("name", "settings", "variance"),
    [
        ("normal", {"std": 0.5}, 0.25),
        ("uniform", {"bound": 0.6}, 0.12),
        ("sparse", {"sparsity": 0.5, "std": 0.2}, 0.02),
    ],
)
def test_settings_determine_the_standard_deviation(name: str, settings: dict[str, float], variance: float) -> None:
    assert weight_of(name, nn.Linear(300, 300), **settings).square().mean().item() == pytest.approx(variance, rel=0.03)


@pytest.mark.parametrize(("make", "inputs"), [(make, fans[0]) for make, fans in LAYERS])
def test_sparse_keeps_the_same_number_of_inputs_per_unit(make: Callable[[], nn.Module], inputs: int) -> None:
    kept = (weight_of("sparse", make()).flatten(1) != 0).sum(1)  # (units,)

    assert distinct(kept) == {round(0.1 * inputs)}


def test_sparse_keeps_at_least_one_random_input_per_unit() -> None:
    weight = weight_of("sparse", nn.Linear(8, 2000), sparsity=0.99)

    chosen = (weight != 0).float()
    assert distinct(chosen.sum(1)) == {1.0}
    assert chosen.mean(0).tolist() == pytest.approx([1 / 8] * 8, abs=0.03)


def test_orthogonal_layers_preserve_norms() -> None:
    square, tall = weight_of("orthogonal", nn.Linear(30, 30)), weight_of("orthogonal", nn.Linear(30, 50))
    filters = weight_of("orthogonal", nn.Conv2d(4, 8, 3)).flatten(1)

    for identity in (square @ square.T, tall.T @ tall, filters @ filters.T):
        assert torch.allclose(identity, torch.eye(len(identity)), rtol=0, atol=1e-5)


@pytest.mark.parametrize("model_name", NETWORKS)
@pytest.mark.parametrize("name", VARIANCES)
def test_biases_are_zero_and_norm_layers_unchanged(name: str, model_name: str) -> None:
    for layer, parameter_name, parameter in parts(filled(name, network(model_name))):
        if isinstance(layer, NORMS):
            assert distinct(parameter) == {1.0 if parameter_name == "weight" else 0.0}
        elif parameter.ndim == 1 and name not in LIKE_TORCH:
            assert distinct(parameter) == {0.0}
        elif name != "zeros":
            assert len(distinct(parameter)) > 1


@pytest.mark.parametrize("model_name", NETWORKS)
@pytest.mark.parametrize("name", VARIANCES)
def test_generator_determines_every_parameter(name: str, model_name: str) -> None:
    copies = []
    for state_of_the_rest in (1, 2):
        torch.manual_seed(state_of_the_rest)
        model = network(model_name)
        before = torch.get_rng_state()
        copies.append([parameter for _, _, parameter in parts(filled(name, model))])
        assert torch.equal(torch.get_rng_state(), before)

    assert all(torch.equal(one, other) for one, other in zip(*copies, strict=True))


@pytest.mark.parametrize("name", [name for name in VARIANCES if name != "zeros"])
def test_seeds_give_different_weights_in_every_layer(name: str) -> None:
    one, other = (filled(name, network("transformer"), seed) for seed in (42, 43))

    for (_, first), (_, second) in zip(weighted_layers(one), weighted_layers(other), strict=True):
        assert not torch.equal(first.get_parameter("weight"), second.get_parameter("weight"))
