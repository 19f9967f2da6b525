"""A metric's value for each seed of a side, with the values that are only bounds."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from groundwork.claims.sides import VariantSide, is_empty
from groundwork.core.metrics import RUN_METRICS


@dataclass(frozen=True)
class Measured:
    """One value per seed, NaN where there is none; of the seeds in `at_least` the true value is this or more.

    `counted` where no seed could have given another value, so that there is nothing to sample.
    """

    values: dict[int, float]
    at_least: frozenset[int] = frozenset()
    counted: bool = False


def read_column(metric: str, side: VariantSide) -> Measured:
    """Return a column of the side's only variant, every infinite value replaced by the least it can be.

    A run that ended without reaching the target would have needed more epochs than it had, so it counts as all of them;
    a run that diverged is worse than any that finished, so it counts as the worst of the study. Both are bounds.
    """
    side.only_record()
    values = dict(zip(side.runs["seed"].astype(int), side.runs[metric].astype(float), strict=True))
    infinite = frozenset(seed for seed, value in values.items() if math.isinf(value))
    bounds = {int(row["seed"]): _least(metric, row, side) for _, row in side.runs.iterrows() if row["seed"] in infinite}
    return Measured(values | bounds, infinite, _is_counted(metric, side))


def _is_counted(metric: str, side: VariantSide) -> bool:
    """Return whether a count is the same for every seed by construction: no run may end early."""
    counted = RUN_METRICS[metric].counted if metric in RUN_METRICS else None
    stops_early = not side.runs["patience"].map(is_empty).all()
    diverges = bool((side.runs["outcome"] != "finished").any())
    return counted == "network" or (counted == "run" and not (stops_early or diverges))


def _least(metric: str, run: "pd.Series[float]", side: VariantSide) -> float:
    study = side.tables["runs"]
    finished = str(run["outcome"]) == "finished"
    if metric == "epochs_to_target":
        return float(run["epochs_run"]) if finished else float(study["epochs"].max())
    finite = study[metric][np.isfinite(study[metric])]
    return float(finite.max()) if len(finite) else math.nan
