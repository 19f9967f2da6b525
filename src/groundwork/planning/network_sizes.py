"""Computes a network's size from its settings without building it, so that networks that are too large fail early."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import prod
from typing import Any, NamedTuple

Shape = tuple[int, ...]
GATES = {"rnn": 1, "lstm": 4, "gru": 3}
LATER_KERNEL, WINDOW = 3, 2  # as in models.convolutions
EXPANSION = 2  # as in models.transformer


class Size(NamedTuple):
    """A network's weights (with biases), the activations of all layers for one example, and the number of layers."""

    weights: int
    activations: int
    layers: int


def network_size(model: str, settings: dict[str, Any], shape: Shape, outputs: int) -> Size | None:
    """Return a network's size for inputs (channels, height, width), (features,) or (places,); None if it is unknown."""
    make = _SIZES.get(model)
    return make(model, settings, shape, outputs) if make else None


def dense_size(inputs: int, hidden: Sequence[int], outputs: int, is_normed: bool = False) -> Size:
    """Return the size of a multilayer perceptron."""
    weights = sum((before + 1) * after for before, after in pairwise([inputs, *hidden, outputs]))
    # The outputs of a hidden layer, its activation function and its norm.
    return Size(weights + 2 * sum(hidden) * is_normed, (2 + is_normed) * sum(hidden) + outputs, len(hidden) + 1)


def _perceptron_size(model: str, settings: dict[str, Any], shape: Shape, outputs: int) -> Size:
    is_deep = model == "deep_mlp"
    hidden = [settings["units"]] * settings["num_layers"] if is_deep else settings.get("hidden_layer_sizes", [])
    return dense_size(prod(shape), hidden, outputs, settings.get("normalization", "none") != "none")


def _cnn_size(_model: str, settings: dict[str, Any], shape: Shape, outputs: int) -> Size:
    channels, sides, weights, values = shape[0], list(shape[1:]), 0, 0
    for number, filters in enumerate(settings["filters"]):
        later = LATER_KERNEL if settings["padding"] else min(LATER_KERNEL, *sides)
        kernel = later if number else settings["kernel_size"]
        border = kernel // 2 if settings["padding"] else 0
        values += channels * prod(side + 2 * border for side in sides)  # with padding, a copy of the input
        sides = [(side + 2 * border - kernel) // settings["stride"] + 1 for side in sides]
        weights += (channels * kernel**2 + 1) * filters
        channels = filters
        values += 2 * channels * prod(sides)
        if settings["pooling"] != "none" and min(sides) >= WINDOW:
            sides = [side // WINDOW for side in sides]
            values += channels * prod(sides)
    head = dense_size(channels * prod(sides), [settings["dense"]], outputs)
    return Size(weights + head.weights, values + head.activations, len(settings["filters"]) + head.layers)


def _recurrent_size(model: str, settings: dict[str, Any], shape: Shape, outputs: int) -> Size:
    hidden, layers, gates = settings["hidden_size"], settings["num_layers"], GATES[model]
    reads_tokens = len(shape) == 1
    steps, width, answers = (shape[0], hidden, shape[0]) if reads_tokens else (shape[1], shape[0] * shape[2], 1)
    inputs = [width] + [hidden] * (layers - 1)
    embedding = Size(outputs * hidden, steps * hidden, 1) if reads_tokens else Size(0, 0, 0)
    weights = sum(gates * hidden * (each + hidden + 2) for each in inputs) + (hidden + 1) * outputs
    values = steps * layers * hidden * (gates + 2) + answers * outputs
    return Size(weights + embedding.weights, values + embedding.activations, layers + 1 + embedding.layers)


def _transformer_size(_model: str, settings: dict[str, Any], shape: Shape, outputs: int) -> Size:
    dimension, patches = settings["hidden_dim"], settings["patches"] ** 2
    embedding = (prod(shape) // patches + 1) * dimension + patches * dimension  # of patches and positions
    blocks = _blocks_size(settings, patches)
    return Size(blocks.weights + embedding + (dimension + 1) * outputs, blocks.activations + outputs, blocks.layers + 3)


def _decoder_only_size(_model: str, settings: dict[str, Any], shape: Shape, outputs: int) -> Size:
    dimension, places = settings["hidden_dim"], shape[0]
    embedding = (outputs + places) * dimension  # of tokens and positions
    blocks = _blocks_size(settings, places)
    weights, values = blocks.weights + embedding + (dimension + 1) * outputs, blocks.activations + places * outputs
    return Size(weights, values, blocks.layers + 3)


def _blocks_size(settings: dict[str, Any], places: int) -> Size:
    """Return the size of a transformer's blocks and of the norm after them."""
    dimension, layers = settings["hidden_dim"], settings["num_layers"]
    attention = 4 * (dimension + 1) * dimension
    forward = (dimension + 1) * EXPANSION * dimension + (EXPANSION * dimension + 1) * dimension
    values = places * dimension * (8 + 2 * EXPANSION) + 2 * settings["num_heads"] * places**2
    return Size(layers * (attention + forward + 4 * dimension) + 2 * dimension, layers * values, 6 * layers)


def _autoencoder_size(model: str, settings: dict[str, Any], shape: Shape, outputs: int) -> Size:
    hidden, latent = settings["hidden_layer_sizes"], settings["latent_dim"]
    heads = 2 if model == "variational_autoencoder" else 1  # mean and log variance
    encoder = dense_size(prod(shape), hidden, heads * latent)
    decoder = dense_size(latent, hidden[::-1], outputs)
    return Size(*(one + other for one, other in zip(encoder, decoder, strict=True)))


def _encoder_decoder_size(_model: str, settings: dict[str, Any], shape: Shape, outputs: int) -> Size:
    places, hidden, embedded = shape[-1], settings["hidden_size"], settings["embedding_dim"]
    recurrent = 2 * GATES["lstm"] * hidden * (embedded + hidden + 2)
    values = places * (2 * embedded + 2 * hidden * (GATES["lstm"] + 2) + 2 * hidden + 2 * places + outputs)
    return Size(embedded * outputs + recurrent + (2 * hidden + 1) * outputs, values, 4)


def _graph_size(_model: str, settings: dict[str, Any], shape: Shape, outputs: int) -> Size:
    dimension, layers, nodes = settings["hidden_dim"], settings["num_layers"], prod(shape[1:])
    inputs = [shape[0] + sum(shape[1:]) * settings["positions"]] + [dimension] * (layers - 1)
    joined = 1 + settings["own_weights"]
    weights = sum((joined * each + 1) * dimension for each in inputs) + (dimension + 1) * outputs
    # Of each layer the means, beside the node's own features, and the outputs of its linear map and of its activation.
    values = nodes * sum((joined + 1) * each + 2 * dimension for each in inputs) + outputs
    return Size(weights, values, layers + 1)


_SIZES: dict[str, Callable[[str, dict[str, Any], Shape, int], Size]] = {
    **dict.fromkeys(("softmax_regression", "mlp", "deep_mlp"), _perceptron_size),
    "cnn": _cnn_size,
    **dict.fromkeys(GATES, _recurrent_size),
    "transformer": _transformer_size,
    "decoder_only_transformer": _decoder_only_size,
    **dict.fromkeys(("autoencoder", "variational_autoencoder"), _autoencoder_size),
    "encoder_decoder": _encoder_decoder_size,
    "graph_network": _graph_size,
}
