"""Draws figures as the report does, and checks that all texts are readable."""

import itertools

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from groundwork.figures.shared.drawing import Drawing, FigureContext
from groundwork.figures.shared.families import DOT_SIZE
from groundwork.figures.shared.files import figure_function
from groundwork.figures.shared.style import RC

MANY_SERIES = 8
HAIR = 0.5
"""Overlap of texts that is allowed, in points: boxes include space for the tallest letters."""


def drawn(name: str, tables: dict[str, pd.DataFrame], context: FigureContext) -> Drawing:
    with mpl.rc_context(RC):
        return figure_function(name)(tables, context)


def texts_of(figure: Figure) -> list[tuple[str, Bbox]]:
    """Return every drawn text with its box in points; for annotations, without the leader."""
    figure.draw_without_rendering()  # positions all texts
    axes_of_panels = [axis for panel in figure.axes for axis in (panel.xaxis, panel.yaxis)]
    ticks = [(tick, sorted(axis.get_view_interval())) for axis in axes_of_panels for tick in axis.get_major_ticks()]
    beyond = {tick.label1 for tick, (low, high) in ticks if not low <= tick.get_loc() <= high}
    found = [
        text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_visible() and text not in beyond
    ]
    return [(text.get_text(), Text.get_window_extent(text)) for text in found if text.get_text().strip()]


def looks_of_series(axes: Axes) -> list[tuple[str, str]]:
    """Return color and marker, filled or hollow, of each series of a panel with labels at leaders or with a key."""
    keys = [line for line in axes.lines if line.get_transform() == axes.transAxes]
    if not keys and not any(isinstance(text, Annotation) and text.arrow_patch for text in axes.texts):
        return []
    large = [line for line in axes.lines if line.get_markersize() > DOT_SIZE and line not in keys]
    marked = [line for line in large if line.get_marker() not in ("None", "", "X")]
    return [
        (str(line.get_color()), f"{line.get_marker()}{' hollow' * (line.get_markerfacecolor() == 'none')}")
        for line in marked
    ]


def assert_distinct(drawing: Drawing) -> int:
    """Return the largest number of series in a panel; asserts that color and marker are unique."""
    looks = [looks_of_series(panel) for panel in drawing.figure.axes]
    for of_panel in looks:
        assert len(set(of_panel)) == len(of_panel), of_panel
    return max(map(len, looks), default=0)


def assert_readable(drawing: Drawing) -> None:
    texts = texts_of(drawing.figure)
    canvas = drawing.figure.bbox
    for text, box in texts:
        inside = box.x0 >= -HAIR and box.y0 >= -HAIR and box.x1 <= canvas.x1 + HAIR and box.y1 <= canvas.y1 + HAIR
        assert inside, f"{text!r} leaves the canvas: {box}"
    for (one, box), (other, second) in itertools.combinations(texts, 2):
        width = min(box.x1, second.x1) - max(box.x0, second.x0)
        height = min(box.y1, second.y1) - max(box.y0, second.y0)
        assert width < HAIR or height < HAIR + 1, f"{one!r} and {other!r} overlap by {width:.1f} x {height:.1f}"
