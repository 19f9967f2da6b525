"""Describes a network as stages of data flow, from its rows of the `layers` table."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from groundwork.config.proper_names import PROPER_NAMES
from groundwork.core.formatting import TIMES, words

Row = Mapping[str, str]
Shape = tuple[int, ...]
NUMBER = re.compile(r"_\d+$")
# The effect of a reshaping from `before` to `after` parts; others are described by their name only.
RESHAPINGS = {
    "flatten": "to one vector",
    "patches": "cut into {after}",
    "last_step": "of all {before}",
    "mean": "of all {before}",
    "max_pooling": f"of 2{TIMES}2 windows",
    "average_pooling": f"of 2{TIMES}2 windows",
}


@dataclass(frozen=True)
class Stage:
    """One stage: the operation, the output shape for one example, and the number of parameters.

    `times` equal consecutive layers are one stage, with the parameters of all of them.
    """

    name: str
    operation: str
    shape: Shape
    parameters: int
    times: int = 1


@dataclass(frozen=True)
class _Layers:
    """A stage, its layer kind (empty if several), and the reshapings of its input with their output shapes."""

    stage: Stage
    kind: str
    reshaped: tuple[tuple[str, Shape], ...]


def stages_of(rows: Sequence[Row], example: Shape) -> tuple[Stage, ...]:
    """Return the stages from one example to the network's outputs."""
    by_block = groupby(rows, key=lambda row: row["layer"].partition(".")[0])
    parts = [_block(name, list(group)) for name, group in by_block]
    stages = [Stage("input", "", example, 0)]
    for part in _without_norms([_united(list(group)) for _, group in groupby(parts, key=_repeated)]):
        for name, shape in part.reshaped:
            operation = RESHAPINGS.get(NUMBER.sub("", name), "").format(before=stages[-1].shape[0], after=shape[0])
            stages.append(Stage(words(name), operation, shape, 0))
        stages.append(part.stage)
    return tuple(stages)


def size_of(shape: Shape) -> int:
    """Return the number of elements of a shape."""
    return math.prod(shape)


def _block(name: str, rows: list[Row]) -> _Layers:
    """Return a layer, or those whose names share the part before a dot."""
    details = [json.loads(row.get("detail") or "{}") for row in rows]
    inner = dict.fromkeys(words(row["layer"].split(".")[1]) for row in rows if "." in row["layer"])
    operation = ", ".join(inner) or _operation(rows[0]["kind"], details[0])
    parameters = sum(int(float(row["parameters"])) for row in rows)
    reshaped = tuple((each["name"], tuple(each["output_shape"])) for each in details[0].get("reshaped", ()))
    return _Layers(
        Stage(name, operation, _shape(rows[-1]["output_shape"]), parameters), "" if inner else rows[0]["kind"], reshaped
    )


def _shape(text: str) -> Shape:
    return tuple(map(int, text.split("x")))


def _operation(kind: str, detail: Mapping[str, object]) -> str:
    """Return the operation of a layer as text, with its activation."""
    kernel, activation = detail.get("kernel_size"), str(detail.get("activation", ""))
    if isinstance(kernel, list):
        kind = f"{TIMES.join(map(str, kernel))} convolution"
    operation = {"Linear": "linear", "LayerNorm": "layer norm", "Positions": "positions"}.get(kind, kind)
    if kind.startswith("BatchNorm"):
        operation = "batch norm"
    return ", ".join(filter(None, [operation, _activation(activation)]))


def _activation(kind: str) -> str:
    """Return the display name of an activation; torch's LeakyReLU is leaky_relu in params.yaml."""
    names = {name.replace("_", ""): text for name, text in PROPER_NAMES.items()}
    return names.get(kind.lower(), kind.lower())


def _repeated(part: _Layers) -> tuple[object, ...]:
    return part.stage.operation, part.stage.shape, part.stage.parameters, part.reshaped


def _united(equal: list[_Layers]) -> _Layers:
    first, last = equal[0].stage, equal[-1].stage
    if len(equal) == 1:
        return equal[0]
    name = f"{first.name} to {last.name.rpartition('_')[2]}"
    stage = replace(first, name=name, parameters=len(equal) * first.parameters, times=len(equal))
    return replace(equal[0], stage=stage)


def _without_norms(parts: Sequence[_Layers]) -> list[_Layers]:
    """Merge normalization and position layers into the layer before them."""
    kept: list[_Layers] = []
    for part in parts:
        is_addition = part.kind.startswith("BatchNorm") or part.kind in {"LayerNorm", "Positions"}
        if kept and is_addition and kept[-1].stage.shape == part.stage.shape:
            before = kept.pop()
            operation = f"{before.stage.operation}, {part.stage.operation}"
            both = before.stage.parameters + part.stage.parameters
            part = replace(before, stage=replace(before.stage, operation=operation, parameters=both))
        kept.append(part)
    return kept
