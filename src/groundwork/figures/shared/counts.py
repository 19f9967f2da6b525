"""Line plots of test accuracy against a count, such as images, on a logarithmic axis."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from groundwork.figures.shared.axes import percent_axis
from groundwork.figures.shared.bands import BAND_ALPHA, CROWD
from groundwork.figures.shared.dots import METRIC
from groundwork.figures.shared.families import draw_seeds
from groundwork.figures.shared.labels import LineEnd, label_ends
from groundwork.figures.shared.series import reported
from groundwork.figures.shared.series_parts import belongs_to
from groundwork.figures.shared.series_styles import SeriesStyle

PAD = 1.5
RIGHT_PAD = 0.02
"""Space right of the last count, as a share of the range: lines end close to their labels."""


def count_axis(axes: Axes, counts: Iterable[float], texts: Sequence[str] = ()) -> None:
    """Make the x axis logarithmic with a tick at each count, labeled with its text or the count itself."""
    known = sorted(set(counts))
    axes.set_xscale("log")
    axes.set_xlim(known[0] / PAD, known[-1] * max(known[-1] / known[0], PAD) ** RIGHT_PAD)
    axes.set_xticks(known, labels=list(texts) or [f"{count:,.0f}" for count in known])
    axes.xaxis.set_minor_locator(NullLocator())


def accuracy_axis(axes: Axes, runs: pd.DataFrame, data: pd.DataFrame) -> None:
    """Make the y axis a percentage range with all seeds and means of the records in `data`."""
    values = reported(runs[runs["record"].isin(data["record"])])[METRIC]
    percent_axis(axes, float(values.min()), float(values.max()))


def draw_series(
    axes: Axes, runs: pd.DataFrame, data: pd.DataFrame, column: str, styles: Mapping[str, SeriesStyle]
) -> None:
    """Draw one line by `column` for each `series` in the data, labeled at its end if there are several.

    The axis limits must be final.
    """
    ends = []
    for name, style in styles.items():
        own = data[data["series"] == name].sort_values(column)
        if len(own):
            _draw_line(axes, runs, own, column, style, name, BAND_ALPHA if len(styles) <= CROWD else BAND_ALPHA * 0.6)
            ends.append(
                LineEnd(float(own[column].iloc[-1]), float(own["mean"].iloc[-1]), name, style.color, style.dash)
            )
    label_ends(axes, ends if len(styles) > 1 else [])


def _draw_line(
    axes: Axes, runs: pd.DataFrame, own: pd.DataFrame, column: str, style: SeriesStyle, name: str, alpha: float
) -> None:
    """Draw the means as a line with its interval and every seed as a dot; a cross where a seed diverged."""
    places, low, high = (own[name].to_numpy(dtype=float) for name in (column, "low", "high"))
    only = {"linewidth": 6.0, "edgecolor": style.color} if len(own) == 1 else {"linewidth": 0.0}
    interval = axes.fill_between(places, low, high, facecolor=style.color, alpha=alpha, **only)
    (line,) = axes.plot(places, own["mean"], color=style.color, linestyle=style.dash, zorder=3)
    for has_diverged, rows in own.groupby(own["diverged"] > 0):
        marker = "X" if has_diverged else style.marker
        (marks,) = axes.plot(
            rows[column], rows["mean"], linestyle="", marker=marker, color=style.color, markeredgewidth=0, zorder=4
        )
        belongs_to(marks, axes, name, "end")
    seeds = reported(runs[runs["record"].isin(own["record"])])
    belongs_to(draw_seeds(axes, seeds[column], seeds[METRIC], style.color), axes, name, "seeds")
    belongs_to(interval, axes, name, "band")
    belongs_to(line, axes, name, "line")
