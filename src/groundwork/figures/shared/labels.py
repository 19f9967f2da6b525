"""Labels at the ends of lines, moved apart so that they do not overlap."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from groundwork.figures.shared.canvas import POINTS_PER_INCH, text_width
from groundwork.figures.shared.series_parts import belongs_to
from groundwork.figures.shared.style import INK, LINE_HEIGHT, TEXT

LEADER = 14.0
"""Distance in points from a panel's right edge to its labels, bridged by a line in the series' color."""
NEAR_EDGE = 10.0
"""Distance in points within which a line counts as ending at the panel's right edge."""
LABEL_SPACE = LEADER + 8
"""Space that labels need besides their width, in points."""


@dataclass(frozen=True)
class LineEnd:
    """The end of a line in data coordinates, with its label, color and matplotlib's dash pattern.

    `series` is the label of the line itself, where that at its end says more.
    """

    x: float
    y: float
    text: str
    color: str
    dash: Any = "-"
    series: str = ""


def label_ends(axes: Axes, ends: list[LineEnd], size: float = TEXT) -> None:
    """Label each line end right of the panel, as close to its height as possible and without crossing leaders.

    A leader joins the label to a line that ends at the panel's edge. A line that ends before is labeled with a piece of
    itself: a leader across the panel would look like data. The axis limits must be final.
    """
    width, height = panel_size(axes)
    bottom, top = sorted(axes.get_ylim())
    seen = [(end.x, min(max(end.y, bottom), top)) for end in ends]  # ends outside the panel are labeled at its edge
    to_panel = axes.transData - axes.transAxes
    starts = [(width * float(x), height * float(y)) for x, y in (to_panel.transform(point) for point in seen)]
    places = without_crossings(
        starts, space_out([level for _, level in starts], LINE_HEIGHT * size, height), width + LEADER
    )
    for end, (x, y), place in zip(ends, starts, places, strict=True):
        at_edge = x >= width - NEAR_EDGE
        name = axes.annotate(
            end.text,
            xy=(x, y) if at_edge else (width + 2, place),
            xycoords="axes points",
            xytext=(width + LEADER, place),
            textcoords="axes points",
            annotation_clip=False,
            color=INK,
            size=size,
            va="center",
            arrowprops=_leader(end, at_edge=at_edge),
        )
        belongs_to(name, axes, end.series or end.text, "name")
        belongs_to(name.arrow_patch, axes, end.series or end.text, "leader")


def _leader(end: LineEnd, *, at_edge: bool) -> dict[str, Any]:
    """Return the style of a leader, or of a piece of the line."""
    shape = {"arrowstyle": "-", "shrinkA": 2, "shrinkB": 3 if at_edge else 0, "relpos": (0, 0.5), "color": end.color}
    return shape | ({"linewidth": 0.9} if at_edge else {"linewidth": 1.7, "linestyle": end.dash})


def panel_size(axes: Axes) -> tuple[float, float]:
    """Return a panel's width and height in points."""
    figure = axes.get_figure(root=True)
    box = axes.get_position()
    width, height = figure.get_size_inches() * POINTS_PER_INCH if figure else (0.0, 0.0)
    return float(box.width * width), float(box.height * height)


def space_out(wanted: list[float], gap: float, height: float) -> list[float]:
    """Return positions at least `gap` apart, as near to `wanted` as possible, between 0 and `height` if they fit.

    Neighbors that are too close form a group, centered on the mean of its members (isotonic regression).
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    groups: list[list[float]] = []
    for rank, index in enumerate(order):
        groups.append([wanted[index] - rank * gap])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            last = groups.pop()
            groups[-1] += last
    # Clipping keeps the order: positions beyond an edge move inside and push their neighbors.
    slack = max(height - (len(wanted) - 1) * gap, 0.0)
    shifts = [min(max(float(np.mean(group)), 0.0), slack) for group in groups for _ in group]
    places = dict(zip(order, (shift + rank * gap for rank, shift in enumerate(shifts)), strict=True))
    return [places[index] for index in range(len(wanted))]


def without_crossings(starts: list[tuple[float, float]], places: list[float], edge: float) -> list[float]:
    """Reassign the positions so that no two straight leaders cross.

    Each swap of two crossing leaders shortens their total length, so the loop ends.
    """
    assigned = list(places)
    while crossing := [
        (one, other)
        for one, other in combinations(range(len(assigned)), 2)
        if _cross(starts, assigned, edge, one, other)
    ]:
        one, other = crossing[0]
        assigned[one], assigned[other] = assigned[other], assigned[one]
    return assigned


def _cross(starts: list[tuple[float, float]], places: list[float], edge: float, one: int, other: int) -> bool:
    """Return whether two leaders cross: their order at the edge differs from that at the later start."""
    first, later = sorted((one, other), key=lambda index: starts[index][0])
    (left, low), (right, level) = starts[first], starts[later]
    passing = low + (places[first] - low) * (right - left) / (edge - left)
    return (passing - level) * (places[first] - places[later]) < 0


def wrapped(title: str, width: float) -> str:
    """Wrap a panel title at spaces to this width in points."""
    lines = [""]
    for word in title.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        fits = text_width([longer], TEXT, "bold") <= width or not lines[-1]
        lines = [*lines[:-1], longer] if fits else [*lines, word]
    return "\n".join(lines)
