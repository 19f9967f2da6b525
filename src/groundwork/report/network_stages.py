"""A network as stages that data go through, worked out from its rows of the `layers` table."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from groundwork.config.proper_names import word_text
from groundwork.core.formatting import TIMES, words

Row = Mapping[str, str]
Shape = tuple[int, ...]
RECURRENT = {"RNN", "LSTM", "GRU"}


@dataclass(frozen=True)
class Stage:
    """One step of the data's way: what is done, the shape of what comes out for one example, and what it learns.

    `times` equal layers in a row are one stage; `parameters` are those of all of them.
    """

    name: str
    operation: str
    shape: Shape
    parameters: int
    times: int = 1


def stages_of(rows: Sequence[Row], example: Shape, activation: str) -> tuple[Stage, ...]:
    """Return the stages from one example to the scores, with the reshaping that the numbers of inputs give away.

    `activation` is the function after every layer but the last, in the words of params.yaml; empty where the layers do
    not tell.
    """
    layers = _without_norms([_united(list(group)) for _, group in groupby(_blocks(rows), key=_repeated)])
    first = Stage("input", "", example, 0)
    stages = [first]
    for layer in layers:
        stages += [*_reshaping(stages[-1], layer), _told(layer, stages[-1])]
    return tuple(_activated(stages, "" if activation == "none" else word_text(activation)))


def size_of(shape: Shape) -> int:
    """Return how many numbers a shape holds."""
    return math.prod(shape)


def _blocks(rows: Sequence[Row]) -> list[Stage]:
    """Return a stage for each layer; layers whose names have the same part before a dot are one block."""
    return [_block(name, list(group)) for name, group in groupby(rows, key=lambda row: row["layer"].partition(".")[0])]


def _block(name: str, rows: list[Row]) -> Stage:
    inner = [row["layer"].partition(".")[2] for row in rows]
    parts = dict.fromkeys(_stem(each.partition(".")[0]) for each in inner if each)
    operation = ", ".join(map(words, parts)) or rows[0]["kind"]
    parameters = sum(int(float(row["parameters"])) for row in rows)
    return Stage(name, operation, _shape(rows[-1]["output_shape"]), parameters)


def _shape(text: str) -> Shape:
    return tuple(map(int, text.split("x")))


def _stem(name: str) -> str:
    return name.rstrip("0123456789").rstrip("_")


def _repeated(stage: Stage) -> tuple[object, ...]:
    return _stem(stage.name), stage.operation, stage.shape, stage.parameters


def _united(equal: list[Stage]) -> Stage:
    first, last = equal[0], equal[-1]
    if len(equal) == 1:
        return first
    name = f"{first.name} to {last.name.rpartition('_')[2]}"
    return replace(first, name=name, parameters=len(equal) * first.parameters, times=len(equal))


def _without_norms(stages: Sequence[Stage]) -> list[Stage]:
    """Return the stages with what keeps the shape and is no layer of its own told with the layer before it."""
    kept: list[Stage] = []
    for stage in stages:
        addition = _addition(stage.operation)
        if kept and addition and kept[-1].shape == stage.shape:
            before = kept.pop()
            both = before.parameters + stage.parameters
            stage = replace(before, operation=f"{before.operation}, {addition}", parameters=both)
        kept.append(stage)
    return kept


def _addition(kind: str) -> str:
    """Return in words what is added to a layer: a norm, the positions; empty for anything else."""
    if kind.startswith("BatchNorm"):
        return "batch norm"
    return {"LayerNorm": "layer norm", "Positions": "positions"}.get(kind, "")


def _told(layer: Stage, before: Stage) -> Stage:
    """Return a layer with its operation in words; a convolution's kernel follows from its number of weights."""
    kind, comma, additions = layer.operation.partition(", ")
    if kind == "Linear":
        kind = "linear"
    elif kind == "Conv2d":
        weights = _weights_of_a_unit(layer, layer.shape[0])
        side = math.isqrt(weights // before.shape[0])
        is_square = side * side * before.shape[0] == weights
        kind = f"{side}{TIMES}{side} convolution" if is_square else "convolution"
    return replace(layer, operation=kind + comma + additions)


def _reshaping(before: Stage, layer: Stage) -> list[Stage]:
    """Return the stage in between where a linear layer's number of inputs says that its input was reshaped."""
    shape = before.shape
    if layer.operation.partition(", ")[0] != "Linear" or len(shape) == 1:
        return []
    inputs = _weights_of_a_unit(layer, layer.shape[-1])
    if len(layer.shape) == 1 and inputs == size_of(shape):
        return [Stage("flatten", "all in one row", (inputs,), 0)]
    if len(layer.shape) == 1 and inputs == shape[-1]:
        is_recurrent = before.operation.partition(", ")[0] in RECURRENT
        return [Stage("last step" if is_recurrent else "mean", f"of all {shape[0]}", (inputs,), 0)]
    if len(layer.shape) == 2 and inputs * layer.shape[0] == size_of(shape):
        return [Stage("patches", f"cut into {layer.shape[0]}", (layer.shape[0], inputs), 0)]
    return []


def _weights_of_a_unit(layer: Stage, units: int) -> int:
    """Return how many weights one of a layer's units has beside its bias; what was told with the layer has others."""
    own = layer.parameters
    for addition in layer.operation.split(", ")[1:]:
        own -= size_of(layer.shape) if addition == "positions" else 2 * units
    return own // (layer.times * units) - 1


def _activated(stages: list[Stage], activation: str) -> list[Stage]:
    if not activation:
        return stages
    learning = [stage for stage in stages if stage.parameters]
    return [
        replace(stage, operation=f"{stage.operation}, {activation}") if stage in learning[:-1] else stage
        for stage in stages
    ]
