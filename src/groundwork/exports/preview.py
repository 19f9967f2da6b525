"""Draws the picture that a link to the report shows: title, contents, and the judged claims by verdict."""

import io
from collections.abc import Sequence
from textwrap import shorten, wrap
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from groundwork.report.about import About
from groundwork.report.tallies import Tally

WIDTH, HEIGHT = 1200, 630  # the size that link previews are shown in
DPI = 100
MARGIN = 80
LONGEST_TITLE, LINE = 30, 50  # in letters
PAPER, INK, MUTED = "#fafaf8", "#1b1f24", "#565f69"
COLORS = {  # those of the verdicts on the page
    "supported": "#14632c",
    "weaker than claimed": "#6c9f6d",
    "contradicted": "#a3142a",
    "no meaningful difference": "#0b4f9c",
    "inconclusive": "#b98a1d",
}
FONT: Any = {"font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"], "text.parse_math": False}


def draw_preview(about: About, tallies: Sequence[Tally]) -> bytes:
    """Return the picture as PNG; equal input gives equal bytes."""
    with mpl.rc_context(FONT):
        figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=PAPER)
        canvas = FigureCanvasAgg(figure)
        _write(figure, 165, shorten(about.title, LONGEST_TITLE, placeholder=" …"), 50, INK, weight="bold")
        for place, line in enumerate(wrap(about.subtitle, LINE)):
            _write(figure, 245 + 46 * place, line, 25, INK)
        _write(figure, 385, "   ·   ".join(about.counts), 14, MUTED)
        _bar(figure, tallies)
        png = io.BytesIO()
        canvas.print_png(png, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return png.getvalue()


def _write(figure: Figure, baseline: float, text: str, size: float, color: str, **style: Any) -> None:
    """Write a line whose baseline is so many pixels below the top."""
    figure.text(MARGIN / WIDTH, 1 - baseline / HEIGHT, text, size=size, color=color, **style)


def _bar(figure: Figure, tallies: Sequence[Tally]) -> None:
    """Draw the claims that were judged as one bar, each verdict as wide as its share, with its name below."""
    judged = [tally for tally in tallies if tally.verdict in COLORS]
    total = sum(tally.claims for tally in judged)
    left, name_left = float(MARGIN), float(MARGIN)
    for tally in judged:
        width = (WIDTH - 2 * MARGIN) * tally.claims / total
        place = (left / WIDTH, 1 - 500 / HEIGHT)
        color = COLORS[tally.verdict]
        figure.add_artist(Rectangle(place, max(width - 3, 1) / WIDTH, 44 / HEIGHT, color=color, linewidth=0))
        named = figure.text(
            name_left / WIDTH, 1 - 540 / HEIGHT, f"{tally.claims} {tally.verdict}", size=13, color=MUTED
        )
        figure.add_artist(
            Rectangle((name_left / WIDTH, 1 - 553 / HEIGHT), 24 / WIDTH, 4 / HEIGHT, color=color, linewidth=0)
        )
        left += width
        name_left += named.get_window_extent().width + 30
