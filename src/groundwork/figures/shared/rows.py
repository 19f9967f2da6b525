"""Panels of rows for any metric: a mean with its interval, and a dot per seed, in each row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from groundwork.figures.shared.bands import interval_row, means_text
from groundwork.figures.shared.canvas import WIDTH, add_panel, canvas, note, text_width
from groundwork.figures.shared.dots import frame_rows, write_beside, write_names
from groundwork.figures.shared.drawing import Drawing, FigureContext
from groundwork.figures.shared.families import draw_mean, draw_seeds
from groundwork.figures.shared.series import divergence_note, labels_of, reported, reported_records
from groundwork.figures.shared.style import SERIES, TEXT

ROW, TITLE, AXIS, BOTTOM = 15.0, 22.0, 22.0, 16.0
CROWD, CROWD_SHIFT = 12, 0.24
"""Number of seeds above which dots are shifted vertically, and the shift as a fraction of a row."""


@dataclass(frozen=True, eq=False)
class Row:
    """One row: its name, one value per seed (infinite if missing), and its style."""

    name: str
    values: "pd.Series[float]"
    color: str = SERIES[0]
    hollow: bool = False
    divergence_note: str = ""


@dataclass(frozen=True)
class RowPanel:
    """One panel: its title, its rows from top to bottom, and values that its axis must include."""

    title: str
    rows: list[Row]
    holds: tuple[float, ...] = ()


def variant_rows(runs: pd.DataFrame, metric: str, colors: Mapping[str, str] | None = None) -> list[Row]:
    """Return a row for each variant with its reported seeds; colors are by record."""
    rows, labels = [], labels_of(runs)
    for record in reported_records(runs):
        own, label = reported(runs[runs["record"] == record]), labels[record]
        color = (colors or {}).get(record, SERIES[0])
        rows.append(Row(label, own[metric], color, divergence_note=divergence_note(own)))
    return rows


def row_data(part: RowPanel, confidence: float) -> pd.DataFrame:
    """Return name, mean, interval and label text of each row of a panel."""
    intervals = [interval_row(row.values, len(row.values), confidence) for row in part.rows]
    decimals = _decimals([interval["mean"] for interval in intervals])
    found = []
    for row, interval in zip(part.rows, intervals, strict=True):
        mean = [f"{interval['mean']:,.{decimals}f}"] * bool(np.isfinite(interval["mean"]))
        mark = ", ".join(mean + [row.divergence_note] * bool(row.divergence_note))
        found.append({"panel": part.title, "row": row.name, **interval, "mark": mark or "\N{EN DASH}"})
    return pd.DataFrame(found)


def _decimals(means: list[float]) -> int:
    """Return the decimals that give the largest mean three digits: 1 to 3, or 0 from 1,000 up."""
    largest = max((abs(mean) for mean in means if np.isfinite(mean)), default=0.0)
    if largest >= 1000:
        return 0
    return min(max(2 - int(np.floor(np.log10(largest))), 1), 3) if largest else 1


def draw_row_panels(parts: Sequence[RowPanel], context: FigureContext, below: float = 0) -> Drawing:
    """Draw the panels below one another with row names on the left, and leave `below` points free at the bottom."""
    parts_of_data = [row_data(part, context.confidence) for part in parts]
    data = pd.concat(parts_of_data, ignore_index=True)
    figure = canvas(sum(map(panel_height, parts)) + BOTTOM + below)
    add_row_panels(figure, parts, parts_of_data)
    seeds = [len(row.values) for part in parts for row in part.rows if len(row.values) > 1] or [1]
    note(figure, "mark: " * (max(seeds) > 1) + means_text(seeds, context, "bar"))
    return Drawing(figure, data.drop(columns="mark"))


def panel_height(part: RowPanel) -> float:
    """Return the height of a panel with its title and its axis, in points."""
    return TITLE + ROW * (len(part.rows) + 0.6) + AXIS


def add_row_panels(figure: Figure, parts: Sequence[RowPanel], data: Sequence[pd.DataFrame], top: float = 0) -> None:
    """Add the panels, with their `row_data`, below one another, this many points below the figure's upper edge."""
    names, marks = ([str(cell) for own in data for cell in own[column]] for column in ("row", "mark"))
    left = text_width(names) + 14
    width = WIDTH - left - text_width(marks) - 18
    for part, own in zip(parts, data, strict=True):
        axes = add_panel(figure, left, top + TITLE, width, panel_height(part) - TITLE - AXIS)
        axes.set_title(part.title)
        write_names(axes, list(own["row"]))
        draw_rows(axes, part, own)
        top += panel_height(part)


def draw_rows(axes: Axes, part: RowPanel, data: pd.DataFrame, ticks: int = 7) -> None:
    """Draw the rows of a panel from its `row_data`, with the means on the right."""
    frame_rows(axes, _span(part, data), len(part.rows) - 1, ticks)
    for place, row in enumerate(part.rows):
        known = row.values[np.isfinite(row.values)]
        if len(known) > 1:  # one number is its own mean
            draw_seeds(axes, known, place + _shifts(known), row.color)
        draw_mean(axes, place, data.iloc[place], row.color, "X" if row.divergence_note else "o", hollow=row.hollow)
        write_beside(axes, place, 8, str(data["mark"].iloc[place]), TEXT)


def _shifts(values: "pd.Series[float]") -> "pd.Series[float]":
    """Return vertical offsets of the dots, so that neighbors among many dots do not overlap."""
    return ((values.rank(method="first") % 3) - 1) * (CROWD_SHIFT if len(values) > CROWD else 0.0)


def _span(part: RowPanel, data: pd.DataFrame) -> tuple[float, float]:
    """Return the axis range: all seeds and intervals, with a margin."""
    if part.holds:
        return min(part.holds), max(part.holds)
    values = pd.concat([*(row.values for row in part.rows), data["low"], data["high"]])
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    margin = (high - low) * 0.06 or abs(low) * 0.05 or 0.5
    return low - margin, high + margin
