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
    """Return a network's size for inputs (channels, height, width) or (features,); None for an unknown model."""
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
    inputs = [shape[0] * shape[2]] + [hidden] * (layers - 1)
    weights = sum(gates * hidden * (each + hidden + 2) for each in inputs) + (hidden + 1) * outputs
    return Size(weights, shape[1] * layers * hidden * (gates + 2) + outputs, layers + 1)


def _transformer_size(_model: str, settings: dict[str, Any], shape: Shape, outputs: int) -> Size:
    dimension, layers, patches = settings["hidden_dim"], settings["num_layers"], settings["patches"] ** 2
    attention = 4 * (dimension + 1) * dimension
    forward = (dimension + 1) * EXPANSION * dimension + (EXPANSION * dimension + 1) * dimension
    embedding = (prod(shape) // patches + 1) * dimension + patches * dimension  # of patches and positions
    head = 2 * dimension + (dimension + 1) * outputs  # the last norm and the output layer
    values = patches * dimension * (8 + 2 * EXPANSION) + 2 * settings["num_heads"] * patches**2
    weights = layers * (attention + forward + 4 * dimension) + embedding + head
    return Size(weights, layers * values + outputs, 6 * layers + 3)


_SIZES: dict[str, Callable[[str, dict[str, Any], Shape, int], Size]] = {
    **dict.fromkeys(("softmax_regression", "mlp", "deep_mlp"), _perceptron_size),
    "cnn": _cnn_size,
    **dict.fromkeys(GATES, _recurrent_size),
    "transformer": _transformer_size,
}
