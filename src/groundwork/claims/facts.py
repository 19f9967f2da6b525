"""Facts made: from an interval, from one value per seed, or missing with the reason why."""

import math
from collections import Counter
from collections.abc import Iterable

import numpy as np

from groundwork.core.findings import Fact
from groundwork.core.statistics import Interval, mean_interval


def missing(name: str, unit: str, note: str, records: Iterable[str] = ()) -> Fact:
    """Return a fact without a value, with the records that lack it where there are such records."""
    return Fact(name, math.nan, unit, records=tuple(records), note=note)


def of_interval(name: str, unit: str, found: Interval, confidence: float, records: Iterable[str]) -> Fact:
    """Return a fact from an interval at its confidence."""
    values = (found.mean, unit, found.n, found.std, found.low, found.high, confidence)
    return Fact(name, *values, tuple(records))


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


def with_distinct_names(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts; ValueError where a name comes twice, which is a defect of ours."""
    found = tuple(facts)
    repeated = [name for name, times in Counter(fact.name for fact in found).items() if times > 1]
    if repeated:
        raise ValueError(f"facts named twice: {', '.join(repeated)}")
    return found
