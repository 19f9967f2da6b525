"""Formulas for the cost of every network: parameters, and multiply-adds of one input."""

from collections.abc import Callable
from itertools import pairwise
from math import prod
from typing import Any

Shape = tuple[int, ...]
Cost = tuple[int, int]  # parameters, multiply-adds of one input
GATES = {"rnn": 1, "gru": 3, "lstm": 4}


def dense(inputs: int, units: int, times: int = 1) -> Cost:
    return inputs * units + units, inputs * units * times


def total(costs: list[Cost]) -> Cost:
    return sum(each for each, _ in costs), sum(each for _, each in costs)


def softmax_regression(shape: Shape, outputs: int) -> Cost:
    return dense(prod(shape), outputs)


def mlp(
    shape: Shape,
    outputs: int,
    hidden_layer_sizes: tuple[int, ...] = (128, 64),
    normalization: str = "none",
    **_others: Any,
) -> Cost:
    costs = [dense(*pair) for pair in pairwise([prod(shape), *hidden_layer_sizes, outputs])]
    return total([*costs, (2 * sum(hidden_layer_sizes) if normalization != "none" else 0, 0)])


def deep_mlp(shape: Shape, outputs: int, num_layers: int = 10, units: int = 64, **others: Any) -> Cost:
    return mlp(shape, outputs, hidden_layer_sizes=(units,) * num_layers, **others)


def cnn(
    shape: Shape,
    outputs: int,
    filters: tuple[int, ...] = (16, 32),
    kernel_size: int = 5,
    stride: int = 2,
    padding: bool = True,
    pooling: str = "none",
    dense_units: int = 66,
) -> Cost:
    channels, side, _ = shape
    costs = []
    for number, wanted in enumerate(filters):
        size = min(3, side if not padding else 3) if number else kernel_size
        side = len(range(0, side + (2 * (size // 2) if padding else 0) - size + 1, stride))  # positions of the kernel
        costs.append((size**2 * channels * wanted + wanted, size**2 * channels * wanted * side**2))
        channels = wanted
        side = side // 2 if pooling != "none" and side > 1 else side
    return total([*costs, dense(channels * side**2, dense_units), dense(dense_units, outputs)])


def recurrent(gates: int) -> Callable[..., Cost]:
    def cost(shape: Shape, outputs: int, hidden_size: int = 64, num_layers: int = 1, **_others: Any) -> Cost:
        _, rows, width = shape
        inputs = [width] + [hidden_size] * (num_layers - 1)
        matrices = [gates * hidden_size * (each + hidden_size) for each in inputs]
        biases = num_layers * gates * hidden_size * 2
        return total([dense(hidden_size, outputs), (biases, 0), *((each, each * rows) for each in matrices)])

    return cost


def transformer(
    shape: Shape,
    outputs: int,
    patches: int = 4,
    hidden_dim: int = 64,
    num_heads: int = 4,
    num_layers: int = 2,
    **_others: Any,
) -> Cost:
    places, width, norm = patches**2, hidden_dim, (2 * hidden_dim, 0)
    # Attention scores of all pairs of positions and weighted sums, each `hidden_dim / num_heads` products per head.
    pairs = (0, 2 * num_heads * places**2 * (hidden_dim // num_heads))
    block = [
        *[dense(width, width, places)] * 4,
        pairs,
        dense(width, 2 * width, places),
        dense(2 * width, width, places),
    ]
    embedding = [dense(prod(shape) // places, width, places), (places * width, 0)]
    return total([*embedding, *[*block, norm, norm] * num_layers, norm, dense(width, outputs)])


COSTS: dict[str, Callable[..., Cost]] = {
    "softmax_regression": softmax_regression,
    "mlp": mlp,
    "deep_mlp": deep_mlp,
    "cnn": cnn,
    **{name: recurrent(gates) for name, gates in GATES.items()},
    "transformer": transformer,
}
