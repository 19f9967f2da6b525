"""A small plot of one case's learning curves, without the name that would tell what is wrong."""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from groundwork.core.errors import UserError
from groundwork.report.inputs import Figure

WIDTH, HEIGHT = 320.0, 170.0
LEFT, RIGHT, TOP, BOTTOM = 34.0, 312.0, 10.0, 138.0
HIGHEST = 4.0  # nats; what is above leaves the plot
COLORS = {"training loss": "#199dc0", "validation loss": "#d37d17"}  # those of the figures
DASHES = {"training loss": "none", "validation loss": "6 3"}


@dataclass(frozen=True)
class Line:
    """One line: its name, and its finite points as (step, loss)."""

    name: str
    points: tuple[tuple[float, float], ...]


def draw_curves(figure: Figure, case: str, classes: int, place: str) -> Markup:
    """Return the learning curves of a case as inline SVG, drawn from the data of a figure with all cases.

    The dotted line is the loss of guessing among the classes. Raises UserError, prefixed with `place`, if the figure
    has no such case.
    """
    lines = lines_of(figure, case, place)
    last = max((step for line in lines for step, _ in line.points), default=1.0)
    guessing = math.log(max(classes, 1))
    parts = [
        *(_tick(loss) for loss in range(int(HIGHEST) + 1)),
        _line("currentColor", "1 3", [(LEFT, _y(guessing)), (RIGHT, _y(guessing))], 1.0),
        *(_line(COLORS[each.name], DASHES[each.name], _places(each.points, last), 2.0) for each in lines),
        _text(LEFT, BOTTOM + 14, "start", "0"),
        _text(RIGHT, BOTTOM + 14, "end", f"{last:,.0f} steps"),
        *(
            _text(LEFT + 80 + 120 * place, BOTTOM + 28, "start", each.name, COLORS[each.name])
            for place, each in enumerate(lines)
        ),
    ]
    frame = Markup('<svg viewBox="0 0 {:g} {:g}" role="img" aria-label="Learning curves" font-size="11">{}</svg>')
    return frame.format(WIDTH, HEIGHT, Markup("").join(parts))


def lines_of(figure: Figure, case: str, place: str) -> tuple[Line, ...]:
    """Return the lines of a case in a figure's data; raises UserError, prefixed with `place`, if it has none."""
    rows = list(csv.DictReader(io.StringIO(figure.csv)))
    own = [row for row in rows if row.get("case") == case]
    if not own:
        known = ", ".join(dict.fromkeys(row.get("case", "") for row in rows))
        name = f"{figure.study}/{figure.name}"
        raise UserError(f"{place}: {case!r} is not a case of {name} ({known or 'there are none'})")
    points = {
        name: tuple((float(row["step"]), float(row["mean"])) for row in own if row["line"] == name and row["mean"])
        for name in COLORS
    }
    return tuple(Line(name, found) for name, found in points.items())


def _places(points: Sequence[tuple[float, float]], last: float) -> list[tuple[float, float]]:
    """Return where points are drawn; those above the plot are just above it, so that the line leaves it."""
    return [(LEFT + (RIGHT - LEFT) * step / last, _y(min(loss, 1.5 * HIGHEST))) for step, loss in points]


def _y(loss: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * loss / HIGHEST


def _tick(loss: int) -> Markup:
    grid = Markup('<path d="M{:g} {:.1f}H{:g}" stroke="currentColor" stroke-opacity="0.14"/>')
    return grid.format(LEFT, _y(loss), RIGHT) + _text(LEFT - 6, _y(loss) + 4, "end", str(loss))


def _line(color: str, dashes: str, points: Sequence[tuple[float, float]], width: float) -> Markup:
    """Return a line, clipped to the plot by an inner view."""
    path = " ".join(f"{x - LEFT:.1f},{y - TOP:.1f}" for x, y in points)
    line = Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="{:g}" stroke-dasharray="{}"/>')
    view = Markup('<svg x="{:g}" y="{:g}" width="{:g}" height="{:g}" overflow="hidden">{}</svg>')
    return view.format(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP, line.format(path, color, width, dashes))


def _text(x: float, y: float, anchor: str, text: str, color: str = "currentColor") -> Markup:
    shape = Markup('<text x="{:g}" y="{:.1f}" text-anchor="{}" fill="{}">{}</text>')
    return shape.format(x, y, anchor, color, text)
