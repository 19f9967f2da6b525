"""Intervals, p values and the Holm correction for a handful of numbers, by Student's t distribution."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit  # scipy.stats gives the same numbers and takes three times as long to import


@dataclass(frozen=True)
class Interval:
    """A mean with its sample standard deviation and its confidence interval; NaN where n is too small for one."""

    n: int
    mean: float
    spread: float
    low: float
    high: float


def mean_interval(values: Iterable[float], confidence: float) -> Interval:
    """Return n, mean, sample standard deviation and the Student t interval of the mean; NaN values are left out.

    With one value, spread and interval are NaN. So they are with an infinite value (a miss, a divergence), the mean of
    which is infinite. Equal values have their own value for mean, and no spread, to the last bit.
    """
    given = np.asarray(list(values), dtype=float)
    known = given[~np.isnan(given)]
    n = known.size
    mean = float(known.mean()) if n else math.nan
    if n < 2 or not math.isfinite(mean):
        return Interval(n, mean, math.nan, math.nan, math.nan)
    if (known == known[0]).all():
        return Interval(n, float(known[0]), 0.0, float(known[0]), float(known[0]))
    spread = float(known.std(ddof=1))
    half = half_width(spread, n, 1 - confidence)
    return Interval(n, mean, spread, mean - half, mean + half)


def half_width(spread: float, n: int, level: float) -> float:
    """Return half the width of the two-sided Student t interval of a mean at confidence 1 - level, n at least 2."""
    return quantile(level, n - 1) * spread / math.sqrt(n)


def quantile(level: float, degrees: int) -> float:
    """Return the t that is exceeded in size with probability `level`, both sides together."""
    return -float(stdtrit(degrees, level / 2))


def p_of_zero(mean: float, spread: float, n: int) -> float:
    """Return the two-sided p value of a t test of mean zero; without any spread 0, or 1 where the mean is 0."""
    return min(1.0, 2 * _upper_tail(abs(mean), spread, n))


def p_of_margin(mean: float, spread: float, n: int, margin: float) -> float:
    """Return the smallest level at which the two-sided interval lies wholly inside, or wholly beyond, +-margin.

    Inside, this is twice the p value of two one-sided tests (TOST, Schuirmann 1987), because the 1 - level interval
    decides here, whereas TOST at a level answers to the 1 - 2 level interval.
    """
    return min(1.0, 2 * _upper_tail(abs(margin - abs(mean)), spread, n))


def holm_levels(p_values: Sequence[float], level: float) -> list[float]:
    """Return the level at which Holm's step-down procedure (1979) tests each hypothesis, in the order given.

    The k-th smallest of m p values is tested at level / (m - k + 1); the first that is not below its level ends the
    procedure, and its level serves all the rest. Ties keep their order.
    """
    m = len(p_values)
    levels = [0.0] * m
    stopped_at: float | None = None
    for k, index in enumerate(sorted(range(m), key=lambda each: p_values[each])):
        own = level / (m - k)
        if stopped_at is None and p_values[index] >= own:
            stopped_at = own
        levels[index] = own if stopped_at is None else stopped_at
    return levels


def _upper_tail(distance: float, spread: float, n: int) -> float:
    """Return the probability that a t exceeds distance in standard errors."""
    if spread == 0:
        return 0.0 if distance > 0 else 0.5
    return float(stdtr(n - 1, -distance / (spread / math.sqrt(n))))
