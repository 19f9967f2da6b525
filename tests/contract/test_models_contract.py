"""Networks: logits, parameters and multiply-adds by formula, and bit-reproducible training."""

import inspect
from typing import Any

import pytest
import torch
from torch import nn

from groundwork.components.catalog import load_function
from groundwork.components.initializers import torch_default
from groundwork.components.layers import describe, multiply_adds, weighted_layers
from groundwork.components.randomness import generator_for
from groundwork.config.catalog import MODEL, entries, is_estimator
from tests.contract.costs import COSTS, GATES, Cost, Shape

pytestmark = pytest.mark.usefixtures("exact")

IMAGES: list[Shape] = [(1, 28, 28), (1, 8, 8)]
TABLE: Shape = (10,)
NETWORKS = [name for name in entries(MODEL) if not is_estimator(name)]
FOR_TABLES = ["deep_mlp", "mlp", "softmax_regression"]
OTHER_SETTINGS: dict[str, dict[str, Any]] = {
    "softmax_regression": {},
    "mlp": {
        **{"hidden_layer_sizes": (5, 5, 5)},
        **{"activation": "tanh", "dropout": 0.5, "normalization": "batch", "residual": True},
    },
    "deep_mlp": {
        **{"num_layers": 3, "units": 5},
        **{"activation": "tanh", "dropout": 0.5, "normalization": "batch", "residual": True},
    },
    "cnn": {
        **{"filters": (3, 4, 5), "kernel_size": 3, "stride": 1, "padding": False},
        **{"pooling": "max", "dense": 7},
    },
    **{name: {"hidden_size": 9, "num_layers": 3, "dropout": 0.5} for name in GATES},
    "transformer": {"patches": 2, "hidden_dim": 12, "num_heads": 3, "num_layers": 3, "dropout": 0.5},
}
# Other settings that a setting above requires: layers of equal width, a number of heads that divides.
BESIDE: dict[tuple[str, str], dict[str, Any]] = {
    ("mlp", "residual"): {"hidden_layer_sizes": (5, 5)},
    ("transformer", "num_heads"): {"hidden_dim": 12},
}
# A network, its initial settings, and the changed setting.
CHANGES = [
    (name, BESIDE.get((name, key), {}), {key: value})
    for name, others in OTHER_SETTINGS.items()
    for key, value in others.items()
]
CASES = [
    ("mlp", {"normalization": "layer"}),
    ("cnn", {"pooling": "average", "stride": 1}),
    *((name, {}) for name in COSTS),
    *((name, others) for name, others in OTHER_SETTINGS.items() if others),
    *((name, start | change) for name, start, change in CHANGES),
]


def made(name: str, shape: Shape, outputs: int, **settings: Any) -> nn.Module:
    """Return a network with the same weights at every call."""
    model: nn.Module = load_function(MODEL, name)(shape, outputs, **settings)
    torch_default(model, generator_for(42, "initialization"))
    return model


def cost_by_hand(name: str, shape: Shape, outputs: int, settings: dict[str, Any]) -> Cost:
    renamed = {"dense_units" if key == "dense" else key: value for key, value in settings.items()}
    return COSTS[name](shape, outputs, **renamed)


def images(count: int, shape: Shape) -> torch.Tensor:
    return torch.rand((count, *shape), generator=generator_for(42, "images"))


def trained(name: str, settings: dict[str, Any]) -> list[torch.Tensor]:
    """Return all weights after three steps of SGD with a fixed dropout seed."""
    model = made(name, (1, 8, 8), 4, **settings)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    torch.manual_seed(42)
    for _ in range(3):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images(8, (1, 8, 8))), torch.arange(8) % 4)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return [each.detach() for each in model.parameters()]


def test_every_network_and_setting_has_a_case() -> None:
    assert set(NETWORKS) == set(COSTS)
    for name in NETWORKS:
        parameters = inspect.signature(load_function(MODEL, name)).parameters.values()
        assert {each.name for each in parameters if each.kind is each.KEYWORD_ONLY} == set(OTHER_SETTINGS[name])


@pytest.mark.parametrize("outputs", [1, 10])
@pytest.mark.parametrize(
    ("name", "shape"), [(name, shape) for name in NETWORKS for shape in IMAGES] + [(name, TABLE) for name in FOR_TABLES]
)
def test_every_network_outputs_logits_of_the_right_shape(name: str, shape: Shape, outputs: int) -> None:
    logits = made(name, shape, outputs)(images(5, shape))  # (batch, outputs)

    assert logits.shape == (5, outputs)
    assert logits.dtype == torch.float32
    assert logits.unique().numel() == 5 * outputs


@pytest.mark.parametrize("shape", IMAGES)
@pytest.mark.parametrize(("name", "settings"), CASES)
def test_parameters_and_multiply_adds_match_the_formula(name: str, settings: dict[str, Any], shape: Shape) -> None:
    model = made(name, shape, 10, **settings)

    parameters, products = cost_by_hand(name, shape, 10, settings)
    assert sum(each.numel() for each in model.parameters()) == parameters
    assert multiply_adds(model, shape) == products


@pytest.mark.parametrize("name", FOR_TABLES)
def test_cost_of_a_tabular_network_matches_the_formula(name: str) -> None:
    model = made(name, TABLE, 1)

    assert (sum(each.numel() for each in model.parameters()), multiply_adds(model, TABLE)) == COSTS[name](TABLE, 1)


@pytest.mark.parametrize("name", NETWORKS)
def test_counting_does_not_change_the_network(name: str) -> None:
    model = made(name, (1, 8, 8), 3).train()
    weights = [each.detach().clone() for each in model.parameters()]
    state = torch.get_rng_state()

    multiply_adds(model, (1, 8, 8))
    describe(model, (1, 8, 8))

    assert all(torch.equal(one, other) for one, other in zip(model.parameters(), weights, strict=True))
    assert all(module.training for module in model.modules())
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("shape", IMAGES)
@pytest.mark.parametrize(("name", "settings"), CASES)
def test_description_covers_every_parameter_once(name: str, settings: dict[str, Any], shape: Shape) -> None:
    model = made(name, shape, 10, **settings)

    layers = describe(model, shape)

    assert sum(each.parameters for each in layers) == sum(each.numel() for each in model.parameters())
    assert len({each.name for each in layers}) == len(layers)
    assert [each for each, _ in weighted_layers(model)] == [
        each.name for each in layers if each.kind not in ("BatchNorm1d", "LayerNorm")
    ]
    assert (layers[-1].name, layers[-1].kind, layers[-1].output_shape) == ("output", "Linear", [10])


@pytest.mark.parametrize(("name", "settings"), CASES)
def test_training_a_network_is_bit_reproducible(name: str, settings: dict[str, Any]) -> None:
    once, again = trained(name, settings), trained(name, settings)

    assert all(torch.equal(one, other) for one, other in zip(once, again, strict=True))
    assert all(each.isfinite().all() for each in once)


@pytest.mark.parametrize(("name", "start", "change"), CHANGES)
def test_every_setting_changes_the_trained_weights(name: str, start: dict[str, Any], change: dict[str, Any]) -> None:
    usual, other = trained(name, start), trained(name, start | change)

    assert [each.shape for each in usual] != [each.shape for each in other] or not all(
        torch.equal(one, another) for one, another in zip(usual, other, strict=True)
    )


@pytest.mark.parametrize("name", ["mlp", "deep_mlp", *GATES, "transformer"])
def test_dropout_uses_the_global_generator_only_in_training(name: str) -> None:
    model, batch = made(name, (1, 8, 8), 3, dropout=0.5), images(6, (1, 8, 8))
    usual = made(name, (1, 8, 8), 3)

    logits = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        logits.append(model(batch))
    state = torch.get_rng_state()

    assert torch.equal(logits[0], logits[1])
    assert not torch.equal(logits[0], logits[2])
    assert torch.equal(model.eval()(batch), usual(batch))
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(("name", "settings"), CASES)
def test_logits_in_eval_mode_do_not_depend_on_the_batch(name: str, settings: dict[str, Any]) -> None:
    model = made(name, (1, 8, 8), 3, **settings).double().eval()
    batch = images(6, (1, 8, 8)).double()

    assert torch.allclose(model(batch)[2:3], model(batch[2:3]), rtol=0, atol=1e-12)
