"""Metrics about the choice of a learning rate."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from groundwork.claims.measured import Measured, read_column
from groundwork.claims.sides import NotEvaluatedError, VariantSide
from groundwork.tables.shared.choices import suggestion
from groundwork.tables.shared.rows import component_of

POINT = 1.0


def tuning_width_decades(side: VariantSide) -> Measured:
    """Return the decades of learning rate around the best one that stay within one point of its validation accuracy.

    Accuracy between two rates of the grid is interpolated on log rate. Where the range reaches the end of the grid, its
    width is a lower bound; where the best rate is itself the end, the seed has no width.
    """
    widths, open_ended = {}, set()
    for seed, runs in side.runs.groupby("seed"):
        if runs["learning_rate"].duplicated().any() or len(runs) < 2:
            raise NotEvaluatedError(f"{side.name} side: needs one variant at each of at least two learning rates")
        ordered = runs.sort_values("learning_rate")
        width, bounded = _width(ordered["learning_rate"], ordered["validation_accuracy_percent"])
        widths[int(str(seed))] = width
        if not bounded:
            open_ended.add(int(str(seed)))
    return Measured(widths, frozenset(open_ended))


def recommended_learning_rate(side: VariantSide) -> Measured:
    """Return the learning rate that a side stands for: a range test's suggestion, or else the variant's own rate.

    A suggestion is a lower bound where the loss was still falling when the ramp ended.
    """
    side.only_record()
    schedules = [component_of(each, "schedule") for each in side.runs["components"]]
    if not all(schedule and schedule.name == "exponential_ramp" for schedule in schedules):
        return read_column("learning_rate", side)
    steps = side.rows("step_losses")
    rates, open_ended = {}, set()
    for seed in side.runs["seed"].astype(int):
        ramp = steps[steps["seed"] == seed].sort_values("step")
        found = suggestion(ramp["learning_rate_at_step"].to_numpy(dtype=float), ramp["step_loss"].to_numpy(dtype=float))
        rates[seed] = found.learning_rate if found else float("nan")
        if found and found.open_ended:
            open_ended.add(seed)
    return Measured(rates, frozenset(open_ended))


def _width(rates: "pd.Series[float]", accuracies: "pd.Series[float]") -> tuple[float, bool]:
    """Return the width in decades, and whether both of its ends lie within the grid."""
    decades = np.log10(np.asarray(rates, dtype=np.float64))
    values = np.asarray(accuracies, dtype=np.float64)
    best = int(np.argmax(values))
    if best in (0, len(values) - 1):
        return float("nan"), True
    level = float(values[best]) - POINT
    up = _crossing(decades[best:], values[best:], level)
    down = _crossing(decades[best::-1], values[best::-1], level)
    ends = [decades[-1] if up is None else up, decades[0] if down is None else down]
    return float(ends[0] - ends[1]), up is not None and down is not None


def _crossing(places: NDArray[np.float64], values: NDArray[np.float64], level: float) -> float | None:
    """Return where the values first fall below the level, interpolated; None where they never do."""
    below = np.flatnonzero(values < level)
    if below.size == 0:
        return None
    after = int(below[0])
    share = (values[after - 1] - level) / (values[after - 1] - values[after])
    return float(places[after - 1] + share * (places[after] - places[after - 1]))
