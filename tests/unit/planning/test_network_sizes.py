"""Computed network sizes match torch's parameter counts."""

import importlib
from typing import Any

import pytest

from groundwork.config.catalog import MODEL, entries, is_estimator, suits
from groundwork.planning.network_sizes import network_size

SHAPE, WINDOW = (1, 28, 20), (12,)
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
    ("autoencoder", {"hidden_layer_sizes": [30, 20], "latent_dim": 3}),
    ("variational_autoencoder", {"hidden_layer_sizes": [], "latent_dim": 3}),
    ("encoder_decoder", {"embedding_dim": 7, "hidden_size": 11, "attention": False}),
    ("transformer", {"patches": 2, "hidden_dim": 12, "num_heads": 3, "num_layers": 3}),
    ("graph_network", {"hidden_dim": 7, "num_layers": 1, "positions": False, "own_weights": False}),
]


CASES = [
    *((name, {}, SHAPE) for name in NETWORKS if suits(MODEL, name, "image")),
    *((name, {}, WINDOW) for name in NETWORKS if suits(MODEL, name, "window")),
    *((name, settings, SHAPE) for name, settings in OTHERS),
    ("lstm", {"num_layers": 3, "hidden_size": 11}, WINDOW),
    ("decoder_only_transformer", {"hidden_dim": 12, "num_heads": 3, "num_layers": 3}, WINDOW),
]


@pytest.mark.parametrize(("model", "settings", "shape"), CASES)
def test_weights_match_torch_parameter_count(model: str, settings: dict[str, Any], shape: tuple[int, ...]) -> None:
    module = importlib.import_module(f"groundwork.components.models.{entries(MODEL)[model].path.stem}")
    network = getattr(module, model)(shape, 10, **settings)

    size = network_size(model, entries(MODEL)[model].defaults | settings, shape, 10)

    assert size is not None
    assert size.weights == sum(parameter.numel() for parameter in network.parameters())


def test_unknown_model_has_no_size() -> None:
    assert network_size("made_yesterday", {}, SHAPE, 10) is None
