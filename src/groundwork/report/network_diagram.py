"""Diagrams of the data flow through a network, for wide and narrow screens."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from groundwork.core.formatting import TIMES, count, words
from groundwork.report.network_glyphs import Glyph, glyphs_of
from groundwork.report.network_stages import Stage

COLUMN, EDGE, TOP, LINE = 156.0, 6.0, 8.0, 17.0
TEXT_LEFT, NARROW_WIDTH, GAP = 124.0, 300.0, 26.0
LETTERS = 21  # per line of a column


@dataclass(frozen=True)
class Diagram:
    """A network's diagram in both layouts, with the same alternative text, its name and its size."""

    steps: int
    name: str
    size: str
    wide: Markup
    narrow: Markup


def draw_network(name: str, stages: Sequence[Stage]) -> Diagram:
    """Return the diagram of a network; shapes are written as numbers and drawn approximately to scale."""
    glyphs = glyphs_of([stage.shape for stage in stages])
    alternative = _alternative(name, stages)
    size = f"{sum(stage.parameters for stage in stages):,} weights and biases"
    return Diagram(len(stages), name, size, _wide(stages, glyphs, alternative), _narrow(stages, glyphs, alternative))


def shape_text(stage: Stage) -> str:
    """Return a shape with multiplication signs between its sides."""
    return f" {TIMES} ".join(f"{side:,}" for side in stage.shape)


def _alternative(name: str, stages: Sequence[Stage]) -> str:
    steps = (f"{words(stage.name)}: {', '.join(_texts(stage))}" for stage in stages)
    return f"Data flow through the network {name}. {'; '.join(steps)}."


def _texts(stage: Stage) -> list[str]:
    """Return the lines below a stage's name."""
    repeats = [f"{stage.times} layers"] if stage.times > 1 else []
    learned = [count(stage.parameters, "parameter")] if stage.parameters else []
    return [shape_text(stage), *filter(None, [stage.operation]), *repeats, *learned]


def _wide(stages: Sequence[Stage], glyphs: Sequence[Glyph], alternative: str) -> Markup:
    tallest = max(glyph.height for glyph in glyphs)
    middle = TOP + tallest / 2
    centers = [COLUMN * (number + 0.5) for number in range(len(stages))]
    parts = [glyph.at(center, middle) for glyph, center in zip(glyphs, centers, strict=True)]
    for (left, one), (right, other) in pairwise(zip(centers, glyphs, strict=True)):
        parts.append(_arrow(left + one.width / 2 + EDGE, middle, right - other.width / 2 - EDGE, middle))
    first_line = TOP + tallest + 2 * LINE
    labels = [_label(stage, center, first_line, "middle") for stage, center in zip(stages, centers, strict=True)]
    lines = max(len(_lines(stage)) for stage in stages)
    return _frame("wide", COLUMN * len(stages), first_line + LINE * (lines - 0.5), alternative, [*parts, *labels])


def _narrow(stages: Sequence[Stage], glyphs: Sequence[Glyph], alternative: str) -> Markup:
    parts: list[Markup] = []
    top, bottom_before = TOP, math.nan
    for stage, glyph in zip(stages, glyphs, strict=True):
        text_height = LINE * len(_lines(stage))
        middle = top + max(glyph.height, text_height) / 2
        center = TEXT_LEFT / 2 - EDGE
        if not math.isnan(bottom_before):
            parts.append(_arrow(center, bottom_before + EDGE, center, middle - glyph.height / 2 - EDGE))
        parts += [
            glyph.at(center, middle),
            _label(stage, TEXT_LEFT, middle - text_height / 2 + 0.75 * LINE, "start"),
        ]
        bottom_before = middle + glyph.height / 2
        top = max(bottom_before, middle + text_height / 2) + GAP
    return _frame("narrow", NARROW_WIDTH, top - GAP + TOP, alternative, parts)


def _lines(stage: Stage) -> list[str]:
    """Return the lines of a label, name first, wrapped to the width of a column."""
    return [line for text in (words(stage.name), *_texts(stage)) for line in textwrap.wrap(text, LETTERS)]


def _label(stage: Stage, x: float, y: float, anchor: str) -> Markup:
    spans = [
        Markup('<tspan class="{}" x="{:g}" y="{:g}">{}</tspan>').format(_kind(line, stage), x, y + number * LINE, line)
        for number, line in enumerate(_lines(stage))
    ]
    return Markup('<text text-anchor="{}">{}</text>').format(anchor, Markup("").join(spans))


def _kind(line: str, stage: Stage) -> str:
    return {words(stage.name): "layer-name", shape_text(stage): "layer-shape"}.get(line, "layer-note")


def _arrow(x1: float, y1: float, x2: float, y2: float) -> Markup:
    """Return an arrow that points right or down."""
    head = (-5, -4, -5, 4) if y1 == y2 else (-4, -5, 4, -5)
    path = Markup('<path class="arrow" d="M{:.1f} {:.1f}L{:.1f} {:.1f}M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}"/>')
    return path.format(x1, y1, x2, y2, x2 + head[0], y2 + head[1], x2, y2, x2 + head[2], y2 + head[3])


def _frame(kind: str, width: float, height: float, alternative: str, parts: Sequence[Markup]) -> Markup:
    svg = Markup(
        '<svg class="network {}" viewBox="0 0 {:g} {:.0f}" style="--natural:{:g}px" role="img" aria-label="{}">{}</svg>'
    )
    return svg.format(kind, width, height, width, alternative, Markup("").join(parts))
