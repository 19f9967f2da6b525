"""Creates facts: from an interval, from one value per seed, or missing with a reason."""

import math
from collections import Counter
from collections.abc import Iterable

import numpy as np

from groundwork.core.findings import Fact
from groundwork.core.statistics import Interval, mean_interval


def missing_fact(name: str, unit: str, note: str, records: Iterable[str] = ()) -> Fact:
    """Return a fact without a value, with the reason and the records concerned."""
    return Fact(name, math.nan, unit, records=tuple(records), note=note)


def fact_from_interval(name: str, unit: str, found: Interval, confidence: float, records: Iterable[str]) -> Fact:
    """Return a fact from an interval with its confidence."""
    values = (found.mean, unit, found.n, found.std, found.low, found.high, confidence)
    return Fact(name, *values, tuple(records))


def fact_from_values(name: str, unit: str, values: Iterable[float], confidence: float, records: Iterable[str]) -> Fact:
    """Return a fact from one value per seed; missing if a value is infinite or all are NaN."""
    given = np.asarray(values, dtype=float)
    known = given[~np.isnan(given)]
    if not known.size:
        return missing_fact(name, unit, "no seed has a value", records)
    infinite = int(np.isinf(known).sum())
    if infinite:
        return missing_fact(name, unit, f"{infinite} of {known.size} seeds diverged", records)
    return fact_from_interval(name, unit, mean_interval(known, confidence), confidence, records)


def with_distinct_names(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts; raises ValueError if a name is not unique, which would be a bug."""
    found = tuple(facts)
    repeated = [name for name, times in Counter(fact.name for fact in found).items() if times > 1]
    if repeated:
        raise ValueError(f"facts named twice: {', '.join(repeated)}")
    return found
