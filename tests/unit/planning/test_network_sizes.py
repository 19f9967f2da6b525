"""Computed network sizes match torch's parameter counts."""

import importlib
from typing import Any

import pytest

from groundwork.config.catalog import MODEL, entries, is_estimator
from groundwork.planning.network_sizes import network_size

SHAPE = (1, 28, 20)
NETWORKS = [name for name in entries(MODEL) if not is_estimator(name)]
OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("mlp", {"hidden_layer_sizes": []}),
    ("mlp", {"hidden_layer_sizes": [30, 20, 20], "normalization": "batch"}),
    ("deep_mlp", {"num_layers": 3, "units": 7, "normalization": "layer"}),
    ("cnn", {"padding": False, "filters": [3, 4, 5], "stride": 1, "kernel_size": 4}),
    ("cnn", {"filters": [], "dense": 9}),
    ("cnn", {"filters": [3, 4, 5, 6, 7], "stride": 1, "pooling": "max"}),
    ("cnn", {"padding": False, "pooling": "average"}),
    ("lstm", {"num_layers": 3, "hidden_size": 11}),
    ("gru", {"num_layers": 2}),
    ("transformer", {"patches": 2, "hidden_dim": 12, "num_heads": 3, "num_layers": 3}),
]


@pytest.mark.parametrize(("model", "settings"), [*((name, {}) for name in NETWORKS), *OTHERS])
def test_weights_match_torch_parameter_count(model: str, settings: dict[str, Any]) -> None:
    module = importlib.import_module(f"groundwork.components.models.{entries(MODEL)[model].path.stem}")
    network = getattr(module, model)(SHAPE, 10, **settings)

    size = network_size(model, entries(MODEL)[model].defaults | settings, SHAPE, 10)

    assert size is not None
    assert size.weights == sum(parameter.numel() for parameter in network.parameters())


def test_unknown_model_has_no_size() -> None:
    assert network_size("made_yesterday", {}, SHAPE, 10) is None
