"""Choices based on results: the tuned learning rate, and the suggestion of a range test."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from groundwork.core.metrics import first_metric
from groundwork.dataset.origins import task_of

WINDOW_DECADES = 0.25
SAFETY = 10.0


@dataclass(frozen=True)
class Tuned:
    """The tuned choice: its record and learning rate, how many were tried, and whether it is at an end of the grid."""

    record: str
    learning_rate: float
    tries: int
    at_edge: bool


@dataclass(frozen=True)
class Suggestion:
    """A range test's suggested learning rate; `open_ended` if the loss was still falling when the ramp ended."""

    learning_rate: float
    open_ended: bool


def tuned(runs: pd.DataFrame) -> Tuned | None:
    """Return the best variant in a `runs` table, by the task's first validation metric, averaged over the tuning seeds.

    Ties go to the lower learning rate; None if no tuning seed has a value.
    """
    tries = runs[runs["role"] == "tuning"]
    if tries.empty:
        return None
    metric = first_metric(task_in(tries), "validation")
    tries = tries[tries[metric.name].notna()]
    if tries.empty:
        return None
    means = tries.groupby(["learning_rate", "record"])[metric.name].mean().reset_index()
    best = means.sort_values([metric.name, "learning_rate"], ascending=[metric.better == "lower", True]).iloc[0]
    rates = sorted(set(means["learning_rate"]))
    at_edge = len(rates) > 1 and best["learning_rate"] in (rates[0], rates[-1])
    return Tuned(str(best["record"]), float(best["learning_rate"]), len(rates), bool(at_edge))


def task_in(runs: pd.DataFrame) -> str:
    """Return the task of a study's runs, by their first dataset."""
    return task_of(str(runs["dataset"].iloc[0]))


def suggestion(rates: NDArray[np.float64], losses: NDArray[np.float64]) -> Suggestion | None:
    """Return a tenth of the learning rate with the lowest smoothed loss of a ramp; None without a finite loss.

    A convention in the spirit of Smith (2017), who reads the useful range off the curve by eye: the lowest loss is just
    before the blow-up, and a tenth of it keeps a decade of distance.
    """
    known, smooth = smoothed(rates, losses)
    if known.size == 0:
        return None
    lowest = int(np.argmin(smooth))
    return Suggestion(float(known[lowest]) / SAFETY, lowest == rates.size - 1)


def smoothed(
    rates: NDArray[np.float64], losses: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the learning rates with finite losses, and for each the mean loss within a quarter of a decade."""
    finite = np.isfinite(losses)
    rates, losses = rates[finite], losses[finite]
    decades = np.log10(rates)
    near = np.abs(decades[:, None] - decades[None, :]) <= WINDOW_DECADES + 1e-9  # (step, step)
    return rates, near.astype(float) @ losses / near.sum(axis=1)
