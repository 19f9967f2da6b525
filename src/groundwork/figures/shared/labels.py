"""Labels at the ends of lines, moved apart where they would overlap."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from groundwork.figures.shared.canvas import POINTS_PER_INCH, text_width
from groundwork.figures.shared.style import INK, LINE_HEIGHT, TEXT

LEADER = 14.0
"""Points between a panel's right edge and its labels, crossed by a line in the series' color."""
LABEL_ROOM = LEADER + 8
"""What labels need beside their own width."""


@dataclass(frozen=True)
class End:
    """The end of a line, in the units of its axes, with what to write there."""

    x: float
    y: float
    text: str
    color: str


def label_ends(axes: Axes, ends: list[End], size: float = TEXT) -> None:
    """Write each end's text right of the panel, level with the end as far as the others allow; no leaders cross.

    The limits of the axes must be final.
    """
    width, height = panel_size(axes)
    bottom, top = sorted(axes.get_ylim())
    seen = [(end.x, min(max(end.y, bottom), top)) for end in ends]  # what lies beyond is named at the edge
    to_panel = axes.transData - axes.transAxes
    starts = [(width * float(x), height * float(y)) for x, y in (to_panel.transform(point) for point in seen)]
    places = uncrossed(starts, space_out([level for _, level in starts], LINE_HEIGHT * size, height), width + LEADER)
    for end, point, place in zip(ends, seen, places, strict=True):
        axes.annotate(
            end.text,
            xy=point,
            xytext=(width + LEADER, place),
            textcoords="axes points",
            annotation_clip=False,
            color=INK,
            size=size,
            va="center",
            arrowprops=_leader(end.color, at_edge=end.x >= max(axes.get_xlim())),
        )


def _leader(color: str, *, at_edge: bool) -> dict[str, Any]:
    """Return how to draw a leader; one that crosses the panel is dotted, or it would be taken for data."""
    shape = {"arrowstyle": "-", "shrinkA": 2, "shrinkB": 3, "relpos": (0, 0.5)}
    return shape | {"color": color, "linewidth": 0.9, "linestyle": "-" if at_edge else (0, (1, 2.5))}


def panel_size(axes: Axes) -> tuple[float, float]:
    """Return a panel's width and height in points."""
    figure = axes.get_figure(root=True)
    box = axes.get_position()
    width, height = figure.get_size_inches() * POINTS_PER_INCH if figure else (0.0, 0.0)
    return float(box.width * width), float(box.height * height)


def space_out(wanted: list[float], gap: float, height: float) -> list[float]:
    """Return places at least `gap` apart, as near to those wanted as can be, between 0 and `height` if they fit.

    Neighbors that are too close form a group, centered on the mean of what its members want (isotonic regression).
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    groups: list[list[float]] = []
    for rank, index in enumerate(order):
        groups.append([wanted[index] - rank * gap])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            last = groups.pop()
            groups[-1] += last
    # Clipping keeps the order, so that what lies beyond an edge moves as far as it must and takes its neighbors along.
    room = max(height - (len(wanted) - 1) * gap, 0.0)
    shifts = [min(max(float(np.mean(group)), 0.0), room) for group in groups for _ in group]
    places = dict(zip(order, (shift + rank * gap for rank, shift in enumerate(shifts)), strict=True))
    return [places[index] for index in range(len(wanted))]


def uncrossed(starts: list[tuple[float, float]], places: list[float], edge: float) -> list[float]:
    """Return the places dealt out so that no two straight leaders cross from their starts to them, all at an edge.

    Two that cross change places; each change makes the two shorter together, so that there is a last one.
    """
    dealt = list(places)
    while crossing := [
        (one, other) for one, other in combinations(range(len(dealt)), 2) if _cross(starts, dealt, edge, one, other)
    ]:
        one, other = crossing[0]
        dealt[one], dealt[other] = dealt[other], dealt[one]
    return dealt


def _cross(starts: list[tuple[float, float]], places: list[float], edge: float, one: int, other: int) -> bool:
    """Return whether two leaders cross: whether the order at the edge is not that where the later one begins."""
    first, later = sorted((one, other), key=lambda index: starts[index][0])
    (left, low), (right, level) = starts[first], starts[later]
    passing = low + (places[first] - low) * (right - left) / (edge - left)
    return (passing - level) * (places[first] - places[later]) < 0


def wrapped(title: str, width: float) -> str:
    """Return a panel's title with breaks between words where it would be wider than so many points."""
    lines = [""]
    for word in title.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        fits = text_width([longer], TEXT, "bold") <= width or not lines[-1]
        lines = [*lines[:-1], longer] if fits else [*lines, word]
    return "\n".join(lines)
