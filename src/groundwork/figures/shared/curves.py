"""Panels of curves over epochs, one line per variant, its name at its end."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from groundwork.core.formatting import words
from groundwork.core.metrics import NATS
from groundwork.figures.shared.axes import epoch_axis
from groundwork.figures.shared.bands import band_data, draw_band, seeds_text
from groundwork.figures.shared.canvas import Room, note, panels, text_width, x_title, y_title
from groundwork.figures.shared.drawing import Drawing, FigureContext
from groundwork.figures.shared.labels import LABEL_ROOM, End, label_ends, panel_size, wrapped
from groundwork.figures.shared.series import Shown
from groundwork.figures.shared.style import LINE_HEIGHT, TEXT
from groundwork.tables.shared.metrics import unit_under
from groundwork.tables.shared.rows import component_of

Limit = Callable[[Axes, "pd.Series[float]"], None]

WIDEST_BESIDE = 62.0
"""Points of label above which panels stand below one another instead of side by side."""


@dataclass(frozen=True)
class Panel:
    """One panel: its title, the rows it is drawn from (columns record, seed, epoch), which column, which variants."""

    title: str
    rows: pd.DataFrame
    column: str
    shown: list[Shown]


def draw_curves(
    parts: list[Panel], context: FigureContext, y_text: str, remark: str, limit: Limit, *, paired: bool = False
) -> Drawing:
    """Return the panels, their y axis the same in all, set by `limit` from all the means that are shown.

    Paired panels stand two to a row with the same variants, named at the ends of the right one's lines.
    """
    bands = [band_data(part.rows, part.shown, "epoch", part.column, context.confidence) for part in parts]
    columns, height, room = _layout(parts, paired=paired)
    figure, axes = panels(len(parts), columns, height, room)
    means = pd.concat([band["mean"] for band in bands])
    for number, (part, panel, band) in enumerate(zip(parts, axes, bands, strict=True)):
        panel.set_title(wrapped(part.title, panel_size(panel)[0]), linespacing=1.1)
        epoch_axis(panel, part.rows["epoch"])
        limit(panel, means[np.isfinite(means)])
        panel.tick_params(labelleft=number % columns == 0)
        ends = draw_lines(panel, band, part.shown)
        label_ends(panel, ends if not paired or number % columns else [])
    x_title(figure, axes, "epoch")
    y_title(figure, axes, y_text)
    note(figure, "; ".join(text for text in (remark, seeds_text(parts[0].rows, context)) if text))
    data = pd.concat([band.assign(panel=part.title) for part, band in zip(parts, bands, strict=True)])
    return Drawing(figure, data[["panel", *(column for column in data.columns if column != "panel")]])


def _layout(parts: list[Panel], *, paired: bool) -> tuple[int, float, Room]:
    """Return how many panels stand beside one another, how high they are, and the room around them."""
    widest = text_width([variant.end_label for part in parts for variant in part.shown])
    labels = widest + LABEL_ROOM
    if paired:
        most = max(len(part.shown) for part in parts)
        return 2, max(120.0, LINE_HEIGHT * TEXT * most), Room(right=labels, top=28, down=44)
    if widest <= WIDEST_BESIDE and len(parts) > 1:
        return len(parts), 190.0, Room(right=labels, across=labels + 12)
    return 1, 165.0, Room(right=labels)


def draw_lines(axes: Axes, band: pd.DataFrame, shown: list[Shown], x: str = "epoch") -> list[End]:
    """Draw one line per variant in a panel whose limits are final, and return their ends for labeling."""
    ends = []
    for variant in shown:
        own = band[band["record"] == variant.record]
        draw_band(axes, own, x, variant, len(shown))
        known = own[np.isfinite(own["mean"])][-1:]
        ends += [End(row[x], row["mean"], variant.end_label, variant.color) for _, row in known.iterrows()]
    return ends


def loss_text(runs: pd.DataFrame) -> str:
    """Return what the losses of a study are, with their unit; those in nats are compared without what smooths them."""
    losses = [component_of(each, "loss") for each in runs["components"].unique()]
    others = [loss.name for loss in losses if loss and unit_under(loss, "train_loss") != NATS]
    return words(others[0]) if others else "cross-entropy (nats)"
