"""Panels of curves over epochs, one line per variant, its name at its end."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures._axes import epoch_axis
from groundwork.figures._bands import band_data, draw_band, seeds_text
from groundwork.figures._canvas import Room, note, panels, text_width, x_title, y_title
from groundwork.figures._drawing import Drawing, FigureContext
from groundwork.figures._labels import LABEL_ROOM, End, label_ends
from groundwork.figures._series import Shown

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


def draw_curves(parts: list[Panel], context: FigureContext, y_text: str, remark: str, limit: Limit) -> Drawing:
    """Return the panels, their y axis the same in all, set by `limit` from all the means that are shown."""
    bands = [band_data(part.rows, part.shown, "epoch", part.column, context.confidence) for part in parts]
    widest = text_width([variant.end_label for part in parts for variant in part.shown])
    labels = widest + LABEL_ROOM
    beside = widest <= WIDEST_BESIDE and len(parts) > 1
    room = Room(right=labels, across=labels + 12) if beside else Room(right=labels)
    figure, axes = panels(len(parts), len(parts) if beside else 1, 190 if beside else 165, room)
    means = pd.concat([band["mean"] for band in bands])
    for part, panel, band in zip(parts, axes, bands, strict=True):
        panel.set_title(part.title)
        epoch_axis(panel, part.rows["epoch"])
        limit(panel, means[np.isfinite(means)])
        label_ends(panel, draw_lines(panel, band, part.shown))
    for panel in axes[1:] if beside else []:
        panel.tick_params(labelleft=False)
    x_title(figure, axes, "epoch")
    y_title(figure, axes, y_text)
    note(figure, "; ".join(text for text in (remark, seeds_text(parts[0].rows, context)) if text))
    data = pd.concat([band.assign(panel=part.title) for part, band in zip(parts, bands, strict=True)])
    return Drawing(figure, data[["panel", *(column for column in data.columns if column != "panel")]])


def draw_lines(axes: Axes, band: pd.DataFrame, shown: list[Shown]) -> list[End]:
    """Draw one line per variant in a panel whose limits are final, and return their ends for labeling."""
    ends = []
    for variant in shown:
        own = band[band["record"] == variant.record]
        draw_band(axes, own, "epoch", variant, len(shown))
        known = own[np.isfinite(own["mean"])][-1:]
        ends += [End(row["epoch"], row["mean"], variant.end_label, variant.color) for _, row in known.iterrows()]
    return ends
