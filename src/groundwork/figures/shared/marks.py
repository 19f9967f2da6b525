"""Marks in a scatter plot, told apart by a number beside each and named right of the panel."""

import math
from dataclasses import dataclass
from itertools import product
from typing import Any

from matplotlib.axes import Axes

from groundwork.figures.shared.labels import panel_size, space_out
from groundwork.figures.shared.series_parts import belongs_to
from groundwork.figures.shared.style import INK, LINE_HEIGHT, SMALL, TEXT

KEY = 9.0
"""Distance in points from a panel's right edge to the middle of a key."""
NAME = 18.0
"""Distance in points from a panel's right edge to a name."""
MARK_SPACE = NAME + 16
"""Space that names need besides their width, in points; their numbers included."""
DISTANCES = (9.0, 14.0, 20.0, 28.0, 40.0, 55.0)
"""Distances in points from a mark to its number, nearest first."""
HAIR = 15.0
"""Distance in points from which a hairline joins a mark to its number."""
DIRECTIONS = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1))
BOX = 11.0
"""Width and height of a number and of a mark, in points."""


@dataclass(frozen=True)
class NamedMark:
    """A mark in data coordinates, with its name, color and marker."""

    x: float
    y: float
    text: str
    color: str
    marker: str


def name_marks(axes: Axes, marks: list[NamedMark]) -> None:
    """Number the marks from top to bottom, and name each number right of the panel beside its mark.

    Numbers keep clear of all marks and of each other where there is room. The axis limits must be final.
    """
    width, height = panel_size(axes)
    to_panel = axes.transData - axes.transAxes
    ordered = sorted(marks, key=lambda mark: -mark.y)
    places = [(width * float(x), height * float(y)) for x, y in (to_panel.transform((m.x, m.y)) for m in ordered)]
    lines = space_out([y for _, y in places], LINE_HEIGHT * TEXT, height)
    tags = number_places(places, width, height)
    points: Any = {"xycoords": "axes points", "textcoords": "axes points", "annotation_clip": False, "color": INK}
    for number, (mark, place, line, tag) in enumerate(zip(ordered, places, lines, tags, strict=True), start=1):
        is_far = math.dist(place, tag) > HAIR
        hair: Any = {"arrowstyle": "-", "color": INK, "alpha": 0.4, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 3}
        arrow: Any = {"arrowprops": hair} if is_far else {}
        shown_number = axes.annotate(
            str(number), xy=place, xytext=tag, ha="center", va="center", size=SMALL, **points, **arrow
        )
        key = (1 + KEY / width, line / height)
        (shape,) = axes.plot(
            *([key[0]], [key[1]]),
            transform=axes.transAxes,
            clip_on=False,
            marker=mark.marker,
            color=mark.color,
            markeredgewidth=0,
        )
        name = (width + NAME, line)
        label = axes.annotate(f"{number} {mark.text}", xy=name, xytext=name, va="center", size=TEXT, **points)
        belongs_to(shown_number, axes, mark.text, "end")
        belongs_to(shown_number.arrow_patch, axes, mark.text, "leader")
        belongs_to(shape, axes, mark.text, "leader")
        belongs_to(label, axes, mark.text, "name")


def number_places(marks: list[tuple[float, float]], width: float, height: float) -> list[tuple[float, float]]:
    """Return a place for the number of each mark, in points: the one around it that overlaps least.

    Overlaps are counted with all marks, with the numbers before, and with the panel's edges.
    """
    placed: list[tuple[float, float]] = []
    around = [(dx * distance, dy * distance) for distance, (dx, dy) in product(DISTANCES, DIRECTIONS)]
    for x, y in marks:
        choices = [(x + dx, y + dy) for dx, dy in around]
        best = min(choices, key=lambda place: _overlap(place, [*marks, *placed], width, height))
        placed.append(best)
    return placed


def _overlap(place: tuple[float, float], others: list[tuple[float, float]], width: float, height: float) -> float:
    """Return how much of a number's box others cover or lies outside the panel, in square points."""
    x, y = place
    covered = sum(max(BOX - abs(x - left), 0.0) * max(BOX - abs(y - low), 0.0) for left, low in others)
    outside = max(BOX / 2 - x, x + BOX / 2 - width, BOX / 2 - y, y + BOX / 2 - height, 0.0)
    return covered + BOX * outside
