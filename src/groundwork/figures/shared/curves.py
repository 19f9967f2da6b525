"""Panels of curves over epochs: one line per variant, labeled at its end."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from groundwork.core.formatting import words
from groundwork.core.metrics import NATS
from groundwork.figures.shared.axes import epoch_axis, epoch_title
from groundwork.figures.shared.bands import band_data, draw_band, seeds_text
from groundwork.figures.shared.canvas import Margins, note, panels, text_width, x_title, y_title
from groundwork.figures.shared.drawing import Drawing, FigureContext
from groundwork.figures.shared.labels import LABEL_SPACE, LineEnd, label_ends, panel_size, wrapped
from groundwork.figures.shared.series import Shown
from groundwork.figures.shared.style import LINE_HEIGHT, TEXT
from groundwork.tables.shared.metrics import unit_under
from groundwork.tables.shared.rows import component_of

Limit = Callable[[Axes, "pd.Series[float]"], None]

MAX_LABEL_WIDTH = 62.0
"""Label width in points above which panels are stacked instead of placed side by side."""


@dataclass(frozen=True)
class Panel:
    """One panel: its title, its rows (columns record, seed, epoch), the column to draw, and the variants shown."""

    title: str
    rows: pd.DataFrame
    column: str
    shown: list[Shown]


def draw_curves(
    parts: list[Panel], context: FigureContext, y_text: str, remark: str, limit: Limit, *, paired: bool = False
) -> Drawing:
    """Draw the panels; all have the same y axis, set by `limit` from all means shown.

    Paired panels are drawn two to a row with the same variants, labeled beside the right one.
    """
    bands = [band_data(part.rows, part.shown, "epoch", part.column, context.confidence) for part in parts]
    columns, height, margins = _layout(parts, paired=paired)
    figure, axes = panels(len(parts), columns, height, margins)
    means = pd.concat([band["mean"] for band in bands])
    for number, (part, panel, band) in enumerate(zip(parts, axes, bands, strict=True)):
        panel.set_title(wrapped(part.title, panel_size(panel)[0]), linespacing=1.1)
        epoch_axis(panel, part.rows["epoch"])
        limit(panel, means[np.isfinite(means)])
        panel.tick_params(labelleft=number % columns == 0)
        ends = draw_lines(panel, band, part.shown)
        label_ends(panel, ends if not paired or number % columns else [])
    x_title(figure, axes, epoch_title(parts[0].rows))
    y_title(figure, axes, y_text)
    note(figure, "; ".join(text for text in (remark, seeds_text(parts[0].rows, context)) if text))
    data = pd.concat([band.assign(panel=part.title) for part, band in zip(parts, bands, strict=True)])
    return Drawing(figure, data[["panel", *(column for column in data.columns if column != "panel")]])


def _layout(parts: list[Panel], *, paired: bool) -> tuple[int, float, Margins]:
    """Return the number of columns, the height of a panel, and the margins."""
    widest = text_width([variant.end_label for part in parts for variant in part.shown])
    labels = widest + LABEL_SPACE
    if paired:
        most = max(len(part.shown) for part in parts)
        return 2, max(120.0, LINE_HEIGHT * TEXT * most), Margins(right=labels, top=28, down=44)
    if widest <= MAX_LABEL_WIDTH and len(parts) > 1:
        return len(parts), 190.0, Margins(right=labels, across=labels + 12)
    return 1, 165.0, Margins(right=labels)


def draw_lines(axes: Axes, band: pd.DataFrame, shown: list[Shown], x: str = "epoch") -> list[LineEnd]:
    """Draw one line per variant in a panel with final axis limits, and return the line ends to label."""
    ends = []
    for variant in shown:
        own = band[band["record"] == variant.record]
        draw_band(axes, own, x, variant, len(shown))
        known = own[np.isfinite(own["mean"])][-1:]
        ends += [
            LineEnd(row[x], row["mean"], variant.end_label, variant.color, variant.dash, variant.label)
            for _, row in known.iterrows()
        ]
    return ends


def loss_text(runs: pd.DataFrame) -> str:
    """Return the name of a study's loss with its unit; losses in nats are all shown as plain cross-entropy."""
    losses = [component_of(each, "loss") for each in runs["components"].unique()]
    others = [loss.name for loss in losses if loss and unit_under(loss, "train_loss") != NATS]
    return words(others[0]) if others else "cross-entropy (nats)"
