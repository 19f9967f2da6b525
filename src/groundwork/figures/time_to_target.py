"""Epochs to reach the target accuracy."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import rate_text
from groundwork.figures.shared.bands import interval_row
from groundwork.figures.shared.canvas import Margins, note, panels, text_width, x_title
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.families import Family, draw_mean, draw_seeds, families_of, shared_rate
from groundwork.figures.shared.series import reported
from groundwork.figures.shared.style import MUTED, SMALL, TEXT

METRIC = "epochs_to_target"
ROW = 17.0


@dataclass(frozen=True)
class Row:
    """One row of the figure: a variant, its label, and its style."""

    record: str
    label: str
    color: str
    hollow: bool


def time_to_target(tables: Tables, context: FigureContext) -> Drawing:
    """Epochs until the target accuracy

    Number of epochs until validation accuracy first reaches the target, interpolated between the points of the curve.
    Further left is faster. The large dot is the mean over seeds, the bar is the interval of that mean, and the small
    dots are single seeds. If several learning rates were tried, a filled dot is the tuned learning rate and a ring the
    learning rate that all have in common. A cross marks a variant with seeds that missed the target in their epochs,
    and how many did; such a variant has no mean, since a mean of the other seeds would be biased.
    """
    runs = reported(tables["runs"])
    rows = _rows(families_of(tables["runs"]))
    data = pd.DataFrame([_row(row, runs, context.confidence) for row in rows])
    limit = float(runs["epochs"].max())
    left, right = text_width([row.label for row in rows]) + 14, text_width(["missed by 10 of 10 seeds"], SMALL) + 20
    figure, (axes,) = panels(1, 1, max(ROW * len(rows), 40), Margins(left=left, right=right, top=10))
    _frame(axes, list(data["variant"]), limit)
    for place, row in enumerate(rows):
        times = runs.loc[runs["record"] == row.record, METRIC]
        known = times[np.isfinite(times)]
        draw_seeds(axes, known, known * 0 + place, row.color)
        _draw_row(axes, place, row, data.iloc[place], limit)
    x_title(figure, [axes], f"epochs until validation accuracy is {context.target_accuracy_percent:g} %")
    note(figure, f"dot: mean over seeds, bar: {100 * context.confidence:g} % interval")
    return Drawing(figure, data)


def _rows(groups: list[Family]) -> list[Row]:
    """Return each family at its tuned and its shared learning rate, or every variant if there are neither."""
    rate = shared_rate(groups) if len(groups) > 1 else None
    rows = []
    for family in groups:
        chosen = family.chosen_record if len(groups) > 1 else None
        shared = family.records[rate] if rate is not None else None
        for each, record in family.records.items():
            if record in (chosen, shared) or (chosen, shared) == (None, None):
                tuned = "tuned " if record == chosen else ""
                parts = [family.name] * (len(groups) > 1) + [tuned + rate_text(each)] * (len(family.records) > 1)
                label = ", ".join(parts) or family.name
                rows.append(Row(record, label, family.color, hollow=chosen is not None and record != chosen))
    return rows


def _row(row: Row, runs: pd.DataFrame, confidence: float) -> dict[str, object]:
    times = runs.loc[runs["record"] == row.record, METRIC]
    interval = interval_row(times, len(times), confidence)
    missed = int(np.isinf(times).sum())
    return {"variant": row.label, "record": row.record, **interval, "missed": missed, "seeds": len(times)}


def _frame(axes: Axes, labels: list[str], limit: float) -> None:
    axes.set_xlim(0, limit)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks(range(len(labels)), labels=labels, size=TEXT)
    axes.spines["left"].set_visible(False)


def _draw_row(axes: Axes, place: int, row: Row, interval: "pd.Series[float]", limit: float) -> None:
    if not interval["missed"]:
        draw_mean(axes, place, interval, row.color, "o", hollow=row.hollow)
        return
    axes.plot([limit], [place], marker="X", markersize=6.5, color=row.color, markeredgewidth=0, clip_on=False, zorder=4)
    text = f"missed by {interval['missed']} of {interval['seeds']} seeds"
    axes.annotate(text, (limit, place), (9, 0), textcoords="offset points", va="center", size=SMALL, alpha=MUTED)
