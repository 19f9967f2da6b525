"""Axes for learning rates, losses, epochs and percentages."""

import math
from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import MaxNLocator, NullLocator

PAD = 1.4


def rate_text(rate: float) -> str:
    """Format a learning rate as params.yaml does: 0.003, 3e-4."""
    if 0.001 <= rate < 1e4:
        return f"{rate:.3g}"
    mantissa, exponent = f"{rate:.2e}".split("e")
    return f"{float(mantissa):g}e{int(exponent)}"


def rate_axis(axes: Axes, rates: Iterable[float]) -> None:
    """Make the x axis logarithmic over these learning rates, with a tick per power of ten or per learning rate."""
    known = sorted(set(rates))
    axes.set_xscale("log")
    axes.set_xlim(known[0] / PAD, known[-1] * PAD)
    decades = _decades(known[0] / PAD, known[-1] * PAD)
    _set_ticks(axes.xaxis, decades if len(decades) > 1 else known, rate_text)


def log_axis(axes: Axes, values: Iterable[float], least_span: float = 2.0) -> None:
    """Make the y axis logarithmic over the positive values, with a few plain ticks such as 0.2, 0.5, 1."""
    known = [value for value in values if value > 0 and math.isfinite(value)] or [1.0]
    low, high = min(known) / 1.12, max(known) * 1.12
    widen = max(math.sqrt(least_span / (high / low)), 1.0)
    low, high = low / widen, high * widen
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    _set_ticks(axes.yaxis, few_ticks(low, high), lambda tick: f"{tick:g}" if 1e-3 <= tick < 1e4 else rate_text(tick))


def epoch_axis(axes: Axes, epochs: Iterable[float]) -> None:
    """Make the x axis epochs with ticks at whole ones, starting at the untrained network."""
    axes.set_xlim(0, max([*epochs, 1]))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))


def epoch_title(rows: pd.DataFrame) -> str:
    """Return the title of an axis of epochs, with the number of optimizer steps in one if it is the same for all rows.

    The columns are epoch and step; without the latter the steps are not known.
    """
    if "step" not in rows:
        return "epoch"
    whole = rows[(rows["epoch"] > 0) & (rows["step"] > 0)]
    steps = set((whole["step"] / whole["epoch"]).round(1))
    return f"epoch (of {steps.pop():,g} steps)" if len(steps) == 1 else "epoch"


def percent_axis(axes: Axes, lowest: float = 0.0, highest: float = 100.0) -> None:
    """Make the y axis a percentage range that includes both values with a margin, within 0 and 100."""
    margin = max((highest - lowest) * 0.12, 2.0)
    axes.set_ylim(max(lowest - margin, 0), min(highest + margin, 100))


def few_ticks(low: float, high: float) -> list[float]:
    """Return the ticks of the finest common division with at most seven of them."""
    divisions: list[tuple[float, ...]] = [(1, 1.5, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,)]
    choices = [_decades(low, high, division) for division in divisions]
    powers = choices[-1]
    return next((ticks for ticks in choices if len(ticks) <= 7), powers[:: max(len(powers) // 6, 1)])


def _decades(low: float, high: float, multiples: Iterable[float] = (1,)) -> list[float]:
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [float(f"{multiple * 10.0**exponent:.6g}") for exponent in exponents for multiple in multiples]
    return [tick for tick in ticks if low <= tick <= high]


def _set_ticks(axis: Axis, ticks: list[float], text: object) -> None:
    write = text if callable(text) else str
    axis.set_ticks(ticks, labels=[write(tick) for tick in ticks])
    axis.set_minor_locator(NullLocator())
