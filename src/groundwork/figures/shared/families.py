"""Line plots over the learning rate: one line per family of variants that differ in nothing else."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from groundwork.figures.shared.bands import BAND_ALPHA, interval_row
from groundwork.figures.shared.series import families, reported
from groundwork.figures.shared.series_parts import belongs_to
from groundwork.figures.shared.series_styles import series_styles
from groundwork.tables.shared.choices import Tuned, tuned

BAR_ALPHA = 0.3
DOT_ALPHA = 0.6
DOT_SIZE = 2.8
USUAL_RATE = 0.001


@dataclass(frozen=True, eq=False)
class Family:
    """Variants that differ only in the learning rate: all their runs, and their style."""

    name: str
    runs: pd.DataFrame
    color: str
    marker: str

    @property
    def choice(self) -> Tuned | None:
        """The tuned learning rate; None if only one was tried."""
        choice = tuned(self.runs)
        return choice if choice and choice.tries > 1 else None

    @property
    def records(self) -> dict[float, str]:
        """The record at each learning rate with reported seeds, in plan order."""
        variants = reported(self.runs).drop_duplicates("record")
        return dict(zip(variants["learning_rate"].astype(float), variants["record"].astype(str), strict=True))

    @property
    def chosen_record(self) -> str | None:
        """The record at the tuned learning rate; None if only one was tried, or if it has no reported seeds."""
        record = self.choice.record if self.choice else None
        return record if record in self.records.values() else None

    @property
    def is_partly_reported(self) -> bool:
        """Whether some learning rate was tried with the tuning seeds only."""
        return self.runs["record"].nunique() > len(self.records)


def families_of(runs: pd.DataFrame) -> list[Family]:
    """Return the families of a study in plan order."""
    groups = families(runs)
    styles = series_styles(groups)
    return [Family(name, group, styles[name].color, styles[name].marker) for name, group in groups.items()]


def rate_band(family: Family, metric: str, confidence: float, *, geometric: bool = False) -> pd.DataFrame:
    """Return mean and interval of a metric over the reported seeds at each learning rate, and how many diverged."""
    rows = []
    runs = reported(family.runs)
    for rate, group in runs.groupby("learning_rate"):
        tried = {"family": family.name, "record": group["record"].iloc[0], "learning_rate": rate}
        diverged = int((group["outcome"] != "finished").sum())
        interval = interval_row(group[metric], len(group), confidence, geometric=geometric)
        rows.append({**tried, **interval, "diverged": diverged})
    return pd.DataFrame(rows)


def tuning_band(family: Family) -> pd.DataFrame:
    """Return the mean of what tuning compares over the tuning seeds at each learning rate, and how many diverged."""
    rows = []
    for rate, group in family.runs[family.runs["role"] == "tuning"].groupby("learning_rate"):
        tried = {"family": family.name, "record": group["record"].iloc[0], "learning_rate": rate}
        diverged = int((group["outcome"] != "finished").sum())
        rows.append({**tried, "n": len(group), "mean": group["tuning_score"].mean(), "diverged": diverged})
    return pd.DataFrame(rows)


def draw_tuning(axes: Axes, family: Family, band: pd.DataFrame) -> None:
    """Draw the mean over the tuning seeds as a thin line, and every tuning seed as a ring; too few for an interval."""
    axes.plot(band["learning_rate"], band["mean"], color=family.color, linewidth=0.9, linestyle="--")
    runs = family.runs[family.runs["role"] == "tuning"]
    look: dict[str, Any] = {"marker": "o", "markersize": DOT_SIZE, "markerfacecolor": "none", "markeredgewidth": 0.6}
    axes.plot(runs["learning_rate"], runs["tuning_score"], linestyle="", color=family.color, **look)


def draw_reported_rates(axes: Axes, family: Family, band: pd.DataFrame, metric: str) -> None:
    """Draw the mean of the reported seeds as a mark with its interval as a bar, and every seed as a dot.

    No line joins the marks: the learning rates between them were not reported.
    """
    rates = band["learning_rate"]
    bars = axes.vlines(rates, band["low"], band["high"], color=family.color, linewidth=6, alpha=BAR_ALPHA)
    (marks,) = axes.plot(
        rates, band["mean"], linestyle="", color=family.color, marker=family.marker, markeredgewidth=0, zorder=3
    )
    runs = reported(family.runs)
    seeds = draw_seeds(axes, runs["learning_rate"], runs[metric].where(np.isfinite(runs[metric])), family.color)
    belongs_to(bars, axes, family.name, "band")
    belongs_to(marks, axes, family.name, "mark")
    belongs_to(seeds, axes, family.name, "seeds")


def draw_rates(axes: Axes, family: Family, band: pd.DataFrame, metric: str) -> None:
    """Draw a family's mean as a line with its interval, and every seed as a dot."""
    rates = band["learning_rate"].to_numpy(dtype=float)
    low, high = band["low"].to_numpy(dtype=float), band["high"].to_numpy(dtype=float)
    # A band needs two learning rates; the interval at a single one is a bar.
    only = {"linewidth": 6.0, "edgecolor": family.color} if len(rates) == 1 else {"linewidth": 0.0}
    interval = axes.fill_between(rates, low, high, facecolor=family.color, alpha=BAND_ALPHA, **only)
    (line,) = axes.plot(
        rates, band["mean"].to_numpy(dtype=float), color=family.color, marker=family.marker, markeredgewidth=0, zorder=3
    )
    runs = reported(family.runs)
    seeds = draw_seeds(axes, runs["learning_rate"], runs[metric].where(np.isfinite(runs[metric])), family.color)
    belongs_to(interval, axes, family.name, "band")
    belongs_to(line, axes, family.name, "line")
    belongs_to(seeds, axes, family.name, "seeds")


def draw_seeds(axes: Axes, x: "pd.Series[float]", y: "pd.Series[float]", color: str) -> Line2D:
    """Draw every seed as a small dot, and return the dots."""
    look: dict[str, Any] = {"linestyle": "", "marker": "o", "markersize": DOT_SIZE, "markeredgewidth": 0}
    (dots,) = axes.plot(x, y, color=color, alpha=DOT_ALPHA, **look)
    return dots


def shared_rate(groups: list[Family]) -> float | None:
    """Return the learning rate nearest 0.001 at which every family has reported seeds, or None."""
    return common_rate([set(family.records) for family in groups])


def common_rate(tried: list[set[float]]) -> float | None:
    """Return the learning rate nearest 0.001 that is in all of these sets, or None."""
    common = set.intersection(*tried)
    return min(sorted(common), key=lambda rate: abs(np.log(rate / USUAL_RATE)), default=None)


def draw_mean(
    axes: Axes, place: float, row: "pd.Series[float]", color: str, marker: str, *, hollow: bool = False
) -> None:
    """Draw a mean and its interval in a horizontal row, with the bar faint enough to show the dots of the seeds."""
    axes.plot(
        [row["low"], row["high"]], [place, place], color=color, linewidth=6, alpha=BAR_ALPHA, solid_capstyle="butt"
    )
    axes.plot(
        *([row["mean"]], [place]),
        linestyle="",
        marker=marker,
        markersize=6.5,
        markeredgecolor=color,
        markerfacecolor="none" if hollow else color,
        markeredgewidth=1.5,
        clip_on=False,
        zorder=4,
    )
