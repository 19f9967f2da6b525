"""The learning-rate range test: the loss while the learning rate rises with every step."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from groundwork.figures.shared.axes import log_axis, rate_axis, rate_text
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import panel_size, space_out
from groundwork.figures.shared.series import reported
from groundwork.figures.shared.series_parts import belongs_to
from groundwork.figures.shared.style import INK, MUTED, SERIES, TEXT
from groundwork.tables.shared.choices import smoothed, suggestion

HIGHEST = 6.0
"""Upper end of the axis, as a multiple of the first loss; more would flatten everything else."""


def range_test(tables: Tables, context: FigureContext) -> Drawing:  # noqa: ARG001
    """Learning-rate range test

    The learning rate rises by a constant factor with every step of one short training run; both scales are logarithmic.
    The line is the geometric mean of the loss over the seeds, and each faint line is that of one seed, smoothed over a
    quarter of a decade to either side. From left to right: the learning rate is too low to change anything; the loss
    falls; the loss turns, and training diverges. The suggested
    learning rate is a tenth of the one with the lowest smoothed loss: near the edge, but not on it. The blow-up is
    where the smoothed loss is back at its first value. Labels give the geometric mean over the seeds, if every seed has
    a value. Values above the panel are cut off.
    """
    if "step_losses" not in tables:
        return nothing_to_draw("No variant of the study keeps its step losses; set `keep_step_losses: true`.")
    steps = reported(tables["step_losses"])
    steps = steps[steps["record"] == steps["record"].iloc[0]]
    data = _data(steps)
    if data.empty:
        return nothing_to_draw("No step of the ramp has a finite loss.")
    marks = _marks(steps, data)
    figure, (axes,) = panels(1, 1, 215, Margins(right=14, top=40))
    first = float(data.groupby("seed")["smoothed_loss"].first().median())
    rate_axis(axes, data["learning_rate"])
    log_axis(axes, data["smoothed_loss"].clip(upper=first * HIGHEST))
    for _, run in data.groupby("seed"):
        axes.plot(run["learning_rate"], run["smoothed_loss"], color=SERIES[0], linewidth=0.9, alpha=0.35)
    mean = _mean_loss(data)
    (line,) = axes.plot(mean.index, mean, color=SERIES[0])
    belongs_to(line, axes, "mean over seeds", "line")
    _draw_marks(axes, marks)
    x_title(figure, [axes], "learning rate (logarithmic)")
    y_title(figure, [axes], "training loss of the step, smoothed (nats)")
    note(figure, f"one faint line for each of {data['seed'].nunique()} seeds")
    return Drawing(figure, data.merge(marks, on="seed", how="left"))


def _data(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the smoothed loss of each seed at each learning rate of the ramp with a finite loss."""
    parts = []
    for seed, run in steps.groupby("seed"):
        known, smooth = smoothed(*_ramp(run))
        parts.append(pd.DataFrame({"seed": seed, "learning_rate": known, "smoothed_loss": smooth}))
    return pd.concat(parts, ignore_index=True)


def _mean_loss(data: pd.DataFrame) -> "pd.Series[float]":
    """Return the geometric mean of the smoothed loss by learning rate, where every seed has a finite loss."""
    losses = data.assign(log_loss=np.log(data["smoothed_loss"])).groupby("learning_rate")["log_loss"]
    means: pd.Series[float] = np.exp(losses.mean())
    return means[losses.count() == data["seed"].nunique()]


def _marks(steps: pd.DataFrame, data: pd.DataFrame) -> pd.DataFrame:
    """Return each seed's suggested, lowest-loss and blow-up learning rates; NaN if there is none."""
    rows = []
    for seed, run in data.groupby("seed"):
        rates, losses = run["learning_rate"].to_numpy(dtype=float), run["smoothed_loss"].to_numpy(dtype=float)
        lowest = int(np.argmin(losses))
        beyond = np.flatnonzero(losses[lowest:] >= losses[0])
        blow_up = rates[lowest + beyond[0]] if beyond.size and lowest else np.nan
        suggested = _suggested(steps[steps["seed"] == seed])
        rows.append({"seed": seed, "suggested": suggested, "lowest": rates[lowest], "blow_up": blow_up})
    return pd.DataFrame(rows)


def _suggested(run: pd.DataFrame) -> float:
    """Return the learning rate that a seed's ramp suggests; NaN if the loss was still falling at its end."""
    found = suggestion(*_ramp(run))
    return found.learning_rate if found and not found.open_ended else np.nan


def _ramp(run: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return run["learning_rate_at_step"].to_numpy(dtype=float), run["step_loss"].to_numpy(dtype=float)


def _draw_marks(axes: Axes, marks: pd.DataFrame) -> None:
    """Draw the geometric mean of each mark over the seeds as a vertical line, labeled above the panel."""
    names = ("suggested", "lowest", "blow_up")
    means = {name.replace("_", "-"): float(np.exp(np.log(marks[name].to_numpy()).mean())) for name in names}
    low, high = axes.get_xlim()
    known = {name: rate for name, rate in means.items() if low <= rate <= high}
    width, height = panel_size(axes)
    wanted = [width * np.log(rate / low) / np.log(high / low) for rate in known.values()]
    for (name, rate), place in zip(known.items(), space_out(wanted, text_width(list(known)) + 8, width), strict=True):
        axes.axvline(rate, color=INK, alpha=MUTED, linewidth=0.9, linestyle=(0, (4, 2)))
        axes.annotate(
            f"{name}\n{rate_text(float(f'{rate:.2g}'))}",
            xy=(rate, 1),
            xycoords=("data", "axes fraction"),
            xytext=(place, height + 10),
            textcoords="axes points",
            ha="center",
            size=TEXT,
            arrowprops={"arrowstyle": "-", "color": INK, "alpha": MUTED, "linewidth": 0.9, "shrinkA": 1, "shrinkB": 0},
        )
