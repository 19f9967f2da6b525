"""Figures and panels with sizes in points."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from groundwork.figures.shared.drawing import Drawing
from groundwork.figures.shared.style import INK, MUTED, SMALL, TEXT

WIDTH = 520.0
POINTS_PER_INCH = 72.0
ROUNDING = 1.14
"""Factor by which small text may be wider on screens that align letters to pixels."""


@dataclass(frozen=True)
class Margins:
    """Margins around the panels and gaps between them, in points."""

    left: float = 44
    right: float = 8
    top: float = 18
    bottom: float = 50
    across: float = 14
    down: float = 34


def panels(count: int, columns: int, height: float, margins: Margins) -> tuple[Figure, list[Axes]]:
    """Return a figure of the standard width with `count` panels of this height in points, filled row by row."""
    rows = -(-count // columns)
    figure = canvas(margins.top + rows * height + (rows - 1) * margins.down + margins.bottom)
    width = (WIDTH - margins.left - margins.right - (columns - 1) * margins.across) / columns
    axes = []
    for index in range(count):
        row, column = divmod(index, columns)
        left, top = margins.left + column * (width + margins.across), margins.top + row * (height + margins.down)
        axes.append(add_panel(figure, left, top, width, height))
    return figure, axes


def canvas(height: float) -> Figure:
    """Return an empty figure of the standard width and this height in points."""
    figure = Figure(figsize=(WIDTH / POINTS_PER_INCH, height / POINTS_PER_INCH))
    FigureCanvasAgg(figure)  # measures text, for which a figure needs a canvas
    return figure


def add_panel(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Add a panel whose upper left corner is this many points from that of the figure."""
    whole = height_of(figure)
    return figure.add_axes((left / WIDTH, 1 - (top + height) / whole, width / WIDTH, height / whole))


def text_width(texts: list[str], size: float = TEXT, weight: str = "normal") -> float:
    """Return the width in points of the widest text; texts may have several lines."""
    font = FontProperties(family="DejaVu Sans", weight=weight, size=size)
    lines = [line for text in texts for line in text.split("\n") if line.strip()]
    widths = [text_to_path.get_text_width_height_descent(line, font, ismath=False)[0] for line in lines]
    return ROUNDING * max(widths, default=0.0)


def height_of(figure: Figure) -> float:
    """Return a figure's height in points."""
    return float(figure.get_figheight()) * POINTS_PER_INCH


def note(figure: Figure, text: str) -> None:
    """Write a note on how the numbers were computed in the lower right corner."""
    figure.text(1 - 4 / WIDTH, 5 / height_of(figure), text, ha="right", va="bottom", size=SMALL, color=INK, alpha=MUTED)


def x_title(figure: Figure, axes: list[Axes], text: str, below: float = 18) -> None:
    """Write one x axis title for several panels, centered this many points below the lowest."""
    boxes = [each.get_position() for each in axes]
    middle = (min(box.x0 for box in boxes) + max(box.x1 for box in boxes)) / 2
    bottom = min(box.y0 for box in boxes) - below / height_of(figure)
    figure.text(middle, bottom, text, ha="center", va="top", size=TEXT, color=INK, gid="title-x")


def y_title(figure: Figure, axes: list[Axes], text: str) -> None:
    """Write one vertical y axis title for several panels, centered on the left."""
    boxes = [each.get_position() for each in axes]
    middle = (min(box.y0 for box in boxes) + max(box.y1 for box in boxes)) / 2
    figure.text(4 / WIDTH, middle, text, ha="left", va="center", rotation=90, size=TEXT, color=INK, gid="title-y")


def nothing_to_draw(reason: str) -> Drawing:
    """Return a figure that states in one line why it is empty."""
    figure = canvas(40)
    figure.text(0.5, 0.5, reason, ha="center", va="center", size=TEXT, color=INK)
    return Drawing(figure, pd.DataFrame({"nothing drawn because": [reason]}))
