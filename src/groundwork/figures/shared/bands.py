"""Means over seeds with their intervals."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from groundwork.core.statistics import mean_interval
from groundwork.figures.shared.drawing import FigureContext
from groundwork.figures.shared.series import Shown
from groundwork.figures.shared.series_parts import belongs_to

BAND_ALPHA = 0.16
CROWD = 4
"""With more lines than this, bands are fainter, because they overlap."""


def interval_row(
    values: "pd.Series[float]", seeds: int, confidence: float, *, geometric: bool = False
) -> dict[str, Any]:
    """Return n, mean and interval of one value per seed; geometric ones are computed on logarithms.

    If a seed has no finite value, because it diverged or learned nothing, there is no mean: that of the others would
    be biased.
    """
    usable = values[np.isfinite(values) & ((values > 0) | (not geometric))].to_numpy(dtype=float)
    if len(usable) < seeds:
        return {"n": len(usable), "mean": np.nan, "low": np.nan, "high": np.nan}
    interval = mean_interval(np.log(usable) if geometric else usable, confidence)
    parts = {"mean": interval.mean, "low": interval.low, "high": interval.high}
    return {"n": interval.n} | {name: float(np.exp(part)) if geometric else part for name, part in parts.items()}


def band_data(
    rows: pd.DataFrame, shown: list[Shown], x: str, y: str, confidence: float, *, geometric: bool = False
) -> pd.DataFrame:
    """Return mean and interval over seeds of column `y` at each `x` for the variants shown."""
    parts = []
    for variant in shown:
        own = rows[rows["record"] == variant.record]
        seeds = own["seed"].nunique()
        for place, group in own.groupby(x):
            row = {"variant": variant.label, "record": variant.record, x: place}
            parts.append(row | interval_row(group[y], seeds, confidence, geometric=geometric))
    return pd.DataFrame(parts, columns=["variant", "record", x, "n", "mean", "low", "high"])


def draw_band(axes: Axes, band: pd.DataFrame, x: str, shown: Shown, lines: int) -> None:
    """Draw the mean as a line, its interval as a band, and a marker at the end; `lines` is the number of lines drawn.

    The axis limits must be final. A line that ends because seeds diverged ends in a cross.
    """
    places, means = band[x].to_numpy(dtype=float), band["mean"].to_numpy(dtype=float)
    low, high = band["low"].to_numpy(dtype=float), band["high"].to_numpy(dtype=float)
    alpha = BAND_ALPHA if lines <= CROWD else BAND_ALPHA * 0.6
    interval = axes.fill_between(places, low, high, color=shown.color, alpha=alpha, linewidth=0)
    (line,) = axes.plot(places, means, color=shown.color, linestyle=shown.dash, zorder=3)
    last = np.flatnonzero(np.isfinite(means))[-1:]
    # Drawn separately, because a marker may extend beyond the panel and a line may not.
    bottom, top = axes.get_ylim()
    (mark,) = axes.plot(
        *(places[last], np.clip(means[last], bottom, top)),
        color=shown.color,
        linestyle="",
        marker="X" if shown.divergence_note else shown.marker,
        markeredgewidth=0,
        clip_on=False,
        zorder=3.5,
    )
    belongs_to(interval, axes, shown.label, "band")
    belongs_to(line, axes, shown.label, "line")
    belongs_to(mark, axes, shown.label, "end")


def seeds_text(rows: pd.DataFrame, context: FigureContext, shape: str = "band") -> str:
    """Describe the means: the number of seeds, and the confidence of the band or bar."""
    counts = rows.groupby("record")["seed"].nunique()
    return means_text([int(count) for count in counts], context, shape)


def means_text(counts: Sequence[int], context: FigureContext, shape: str) -> str:
    """Describe means over these numbers of seeds, and the confidence of the band or bar."""
    fewest, most = min(counts), max(counts)
    if most == 1:
        return "one seed: no interval"
    seeds = f"{most} seeds" if fewest == most else f"{fewest} to {most} seeds"
    return f"mean of {seeds}, {shape}: {100 * context.confidence:g} % interval"
