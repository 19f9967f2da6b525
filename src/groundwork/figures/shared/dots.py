"""Test accuracy in horizontal rows: a mark for the mean, a bar for its interval, a dot per seed."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from groundwork.core.metrics import first_metric
from groundwork.figures.shared.bands import interval_row
from groundwork.figures.shared.families import draw_mean, draw_seeds
from groundwork.figures.shared.series import divergence_note, reported
from groundwork.figures.shared.style import FAINT, INK, MUTED, SMALL, TEXT

METRIC = first_metric("classification", "test").name
NO_ACCURACY = "The study has no classifiers, so there is no accuracy."
ROW = 16.0
"""Points from one row to the next."""


def has_accuracy(runs: pd.DataFrame) -> bool:
    """Return whether any reported run has a test accuracy; regressions have none."""
    return bool(reported(runs)[METRIC].notna().any())


def dot_data(runs: pd.DataFrame, labels: Mapping[str, str], confidence: float) -> pd.DataFrame:
    """Return one row per record of `labels` with runs: its mean and interval, and its label text."""
    rows = []
    for record, label in labels.items():
        own = reported(runs[runs["record"] == record])
        if len(own):
            interval = interval_row(own[METRIC], len(own), confidence)
            diverged = int((own["outcome"] != "finished").sum())
            texts = [f"{interval['mean']:.1f}"] + [divergence_note(own)] * bool(diverged)
            rows.append(
                {"variant": label, "record": record, **interval, "diverged": diverged, "mark": ", ".join(texts)}
            )
    return pd.DataFrame(rows, columns=["variant", "record", "n", "mean", "low", "high", "diverged", "mark"])


def draw_dot(
    axes: Axes,
    runs: pd.DataFrame,
    row: "pd.Series[float]",
    place: float,
    look: tuple[str, str],
    *,
    hollow: bool = False,
) -> None:
    """Draw one row of `dot_data` in this color and marker; a cross if a seed diverged."""
    color, marker = look
    values = reported(runs[runs["record"] == row["record"]])[METRIC]
    draw_seeds(axes, values, values * 0 + place, color)
    draw_mean(axes, place, row, color, "X" if row["diverged"] else marker, hollow=hollow)


def span_of(runs: pd.DataFrame, data: pd.DataFrame) -> tuple[float, float]:
    """Return an accuracy range with all seeds and intervals and a margin, within 0 and 100."""
    values = reported(runs[runs["record"].isin(data["record"])])[METRIC]
    return percent_span(pd.concat([values, data["low"], data["high"]]))


def percent_span(percents: "pd.Series[float]") -> tuple[float, float]:
    """Return a percentage range with all of these values and a margin, within 0 and 100."""
    drawn = percents.clip(0, 100)
    margin = max((drawn.max() - drawn.min()) * 0.06, 0.5)
    return max(float(drawn.min()) - margin, 0.0), min(float(drawn.max()) + margin, 100.0)


def frame_rows(axes: Axes, span: tuple[float, float], last: float, ticks: int = 7) -> None:
    """Set the axes to this accuracy range, and to rows from 0 to `last` from top to bottom."""
    axes.set_xlim(*span)
    axes.set_ylim(last + 0.8, -0.8)
    axes.set_yticks([])
    axes.grid(visible=True, axis="x", color=INK, alpha=FAINT)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=ticks, min_n_ticks=2, steps=[1, 2, 5, 10]))
    axes.spines["left"].set_visible(False)


def draw_reference(axes: Axes, accuracy: float | None, text: str) -> None:
    """Draw a reference accuracy as a labeled dotted line, if it is within the axis."""
    low, high = axes.get_xlim()
    if accuracy is None or not low <= accuracy <= high:
        return
    axes.axvline(accuracy, color=INK, alpha=MUTED, linewidth=0.9, linestyle=":", zorder=1)
    side = "left" if accuracy < (low + high) / 2 else "right"
    place: Any = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
    axes.annotate(text, (accuracy, 1), (0, 2), ha=side, size=SMALL, alpha=MUTED, **place)


def write_names(axes: Axes, names: Sequence[str]) -> None:
    """Write the name of each row left of the panel."""
    for place, name in enumerate(names):
        write_beside(axes, place, -8, name, TEXT)


def write_beside(
    axes: Axes, place: float, shift: float, text: str, size: float, rise: float = 0, weight: str = "normal"
) -> None:
    """Write text at a y position, right of the panel or, if the shift is negative, left of it."""
    axes.annotate(
        text,
        xy=(float(shift > 0), place),
        xycoords=("axes fraction", "data"),
        xytext=(shift, rise),
        textcoords="offset points",
        ha="left" if shift > 0 else "right",
        va="center",
        size=size,
        weight=weight,
        alpha=MUTED if size == SMALL else 1,
        annotation_clip=False,
    )
