"""A fact: one named number with its unit, n, spread, interval, records, or the reason why it is missing."""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from groundwork.core.statistics import Interval, mean_interval

COLUMNS = ("name", "value", "unit", "n", "spread", "low", "high", "confidence", "records", "note")


@dataclass(frozen=True)
class Fact:
    """One row of facts.csv; a value is finite, or NaN with a note that says why it is missing."""

    name: str
    value: float
    unit: str = ""
    n: int | None = None
    spread: float = math.nan
    low: float = math.nan
    high: float = math.nan
    confidence: float = math.nan
    records: str = ""
    note: str = ""


def missing(name: str, unit: str, note: str, records: Iterable[str] = ()) -> Fact:
    """Return a fact without a value, with the records that lack it where there are such records."""
    return Fact(name, math.nan, unit, records=" ".join(records), note=note)


def of_interval(name: str, unit: str, found: Interval, confidence: float, records: Iterable[str]) -> Fact:
    """Return a fact from an interval at its confidence."""
    values = (found.mean, unit, found.n, found.spread, found.low, found.high, confidence)
    return Fact(name, *values, " ".join(records))


def of_values(name: str, unit: str, values: Iterable[float], confidence: float, records: Iterable[str]) -> Fact:
    """Return a fact from one value per seed; missing, with a note, where a value is infinite or all are unknown."""
    given = np.asarray(values, dtype=float)
    known = given[~np.isnan(given)]
    if not known.size:
        return missing(name, unit, "no seed has a value", records)
    infinite = int(np.isinf(known).sum())
    if infinite:
        return missing(name, unit, f"{infinite} of {known.size} seeds diverged or never got there", records)
    return of_interval(name, unit, mean_interval(known, confidence), confidence, records)


def frame_of(facts: Iterable[Fact]) -> pd.DataFrame:
    """Return facts as a table, n as whole numbers; ValueError where a name comes twice, which is a defect of ours."""
    frame = pd.DataFrame([asdict(fact) for fact in facts], columns=list(COLUMNS))
    repeated = frame.loc[frame["name"].duplicated(), "name"].tolist()
    if repeated:
        raise ValueError(f"facts named twice: {', '.join(repeated)}")
    return frame.astype({"n": "Int64"})
