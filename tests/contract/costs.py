"""What every network costs, by formula: its parameters, and the products that it sums up for one input."""

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
    shape: Shape, outputs: int, hidden: tuple[int, ...] = (128, 64), batch_norm: bool = False, **_others: Any
) -> Cost:
    costs = [dense(*pair) for pair in pairwise([prod(shape), *hidden, outputs])]
    return total([*costs, (2 * sum(hidden) if batch_norm else 0, 0)])


def deep_mlp(shape: Shape, outputs: int, layers: int = 10, units: int = 64, **others: Any) -> Cost:
    return mlp(shape, outputs, hidden=(units,) * layers, **others)


def cnn(
    shape: Shape,
    outputs: int,
    filters: tuple[int, ...] = (16, 32),
    kernel: int = 5,
    stride: int = 2,
    padding: bool = True,
    dense_units: int = 66,
) -> Cost:
    channels, side, _ = shape
    costs = []
    for number, wanted in enumerate(filters):
        size = min(3, side if not padding else 3) if number else kernel
        side = len(range(0, side + (2 * (size // 2) if padding else 0) - size + 1, stride))  # places of the window
        costs.append((size**2 * channels * wanted + wanted, size**2 * channels * wanted * side**2))
        channels = wanted
    return total([*costs, dense(channels * side**2, dense_units), dense(dense_units, outputs)])


def recurrent(gates: int) -> Callable[..., Cost]:
    def cost(shape: Shape, outputs: int, hidden: int = 64, layers: int = 1, **_others: Any) -> Cost:
        _, rows, width = shape
        matrices = [gates * hidden * (inputs + hidden) for inputs in [width] + [hidden] * (layers - 1)]
        biases = layers * gates * hidden * 2
        return total([dense(hidden, outputs), (biases, 0), *((each, each * rows) for each in matrices)])

    return cost


def transformer(
    shape: Shape, outputs: int, patches: int = 4, dimension: int = 64, heads: int = 4, layers: int = 2, **_others: Any
) -> Cost:
    places, width, norm = patches**2, dimension, (2 * dimension, 0)
    # Scores of all pairs of places and sums weighted by them, each `dimension / heads` products a head.
    pairs = (0, 2 * heads * places**2 * (dimension // heads))
    block = [
        *[dense(width, width, places)] * 4,
        pairs,
        dense(width, 2 * width, places),
        dense(2 * width, width, places),
    ]
    embedding = [dense(prod(shape) // places, width, places), (places * width, 0)]
    return total([*embedding, *[*block, norm, norm] * layers, norm, dense(width, outputs)])


COSTS: dict[str, Callable[..., Cost]] = {
    "softmax_regression": softmax_regression,
    "mlp": mlp,
    "deep_mlp": deep_mlp,
    "cnn": cnn,
    **{name: recurrent(gates) for name, gates in GATES.items()},
    "transformer": transformer,
}
