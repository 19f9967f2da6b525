"""A metric's value for each seed of a side, with the values that are only bounds."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from groundwork.claims.sides import Side


@dataclass(frozen=True)
class Measured:
    """One value per seed, NaN where there is none; of the seeds in `at_least` the true value is this or more."""

    values: dict[int, float]
    at_least: frozenset[int] = frozenset()


Measure = Callable[[Side, Side], tuple[Measured, Measured]]


def column_measure(metric: str) -> Measure:
    """Return the measure that reads a column of `runs` on both sides."""
    return partial(_column_of_both, metric)


def _column_of_both(metric: str, left: Side, right: Side) -> tuple[Measured, Measured]:
    return read_column(metric, left), read_column(metric, right)


def read_column(metric: str, side: Side) -> Measured:
    """Return a column of the side's only variant, every infinite value replaced by the least it can be.

    A run that ended without reaching the target would have needed more epochs than it had, so it counts as all of them;
    a run that diverged is worse than any that finished, so it counts as the worst of the study. Both are bounds.
    """
    side.only_record()
    values = dict(zip(side.runs["seed"].astype(int), side.runs[metric].astype(float), strict=True))
    infinite = frozenset(seed for seed, value in values.items() if math.isinf(value))
    bounds = {int(row["seed"]): _least(metric, row, side) for _, row in side.runs.iterrows() if row["seed"] in infinite}
    return Measured(values | bounds, infinite)


def _least(metric: str, run: "pd.Series[float]", side: Side) -> float:
    study = side.tables["runs"]
    finished = str(run["outcome"]) == "finished"
    if metric == "epochs_to_target":
        return float(run["epochs"]) if finished else float(study["epochs"].max())
    finite = study[metric][np.isfinite(study[metric])]
    return float(finite.max()) if len(finite) else math.nan
