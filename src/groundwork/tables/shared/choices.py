"""Choices based on results: the tuned learning rate, and the suggestion of a range test."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from groundwork.config.reported_rates import MIN_TUNING_SEEDS
from groundwork.core.metrics import first_metric
from groundwork.core.tuning import choose
from groundwork.dataset.origins import task_of

WINDOW_DECADES = 0.25
SAFETY = 10.0


@dataclass(frozen=True)
class Tuned:
    """The tuned choice: its records and learning rate, how many were tried, and whether it is at an end of the grid.

    `record` is that of the reported seeds, by which tables name a variant, `tuning_record` that of the tuning seeds.
    """

    record: str
    tuning_record: str
    learning_rate: float
    tries: int
    at_edge: bool

    @property
    def records(self) -> tuple[str, str]:
        """Both records, for provenance."""
        return (self.record, self.tuning_record)


@dataclass(frozen=True)
class Suggestion:
    """A range test's suggested learning rate; `open_ended` if the loss was still falling when the ramp ended."""

    learning_rate: float
    open_ended: bool


def tuned(runs: pd.DataFrame) -> Tuned | None:
    """Return the best variant in a `runs` table by the mean of `tuning_score` over the tuning seeds.

    It is the choice that the training job made. Ties go to the lower learning rate; None if no learning rate has at
    least two tuning seeds.
    """
    tries = runs[runs["role"] == "tuning"].drop_duplicates(["record", "seed"])
    if tries.empty:
        return None
    rows = zip(tries["learning_rate"].astype(float), tries["record"].astype(str), tries["tuning_score"], strict=True)
    scores: dict[tuple[float, str], list[float]] = {}
    for rate, record, score in rows:
        if not math.isnan(score):
            scores.setdefault((rate, record), []).append(float(score))
    enough = {each: own for each, own in scores.items() if len(own) >= MIN_TUNING_SEEDS}
    best = choose(enough, lower_is_better=first_metric(task_in(tries), "validation").better == "lower")
    if best is None:
        return None
    rates = sorted({rate for rate, _ in scores})
    (tuning_record,) = set(tries.loc[tries["record"] == best[1], "tuning_record"])
    at_edge = len(rates) > 1 and best[0] in (rates[0], rates[-1])
    return Tuned(best[1], str(tuning_record), best[0], len(rates), at_edge)


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
