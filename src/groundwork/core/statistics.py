"""Intervals, p values and the Holm correction for small samples; variances that are moderated, or sampled twice."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# scipy.stats gives the same numbers and takes three times as long to import
from scipy.special import digamma, ndtri, stdtr, stdtrit, zeta

Floats = NDArray[np.float64]

MIN_MODERATED = 3  # fewer variances say nothing about how variances vary
NEWTON_STEPS = 8  # the inverse of the trigamma function is exact to the last digits after six


@dataclass(frozen=True)
class Interval:
    """A mean with its sample standard deviation and its confidence interval; NaN where n is too small for one."""

    n: int
    mean: float
    std: float
    low: float
    high: float


@dataclass(frozen=True)
class SharedVariance:
    """The part of the variance of a mean over seeds that all seeds share, so that more of them do not reduce it.

    `curvature` is the sum over the terms of this estimate of their square divided by their degrees of freedom, as the
    formula of Welch and Satterthwaite needs it.
    """

    value: float
    curvature: float


NOT_SHARED = SharedVariance(0.0, 0.0)


def mean_interval(values: Iterable[float], confidence: float) -> Interval:
    """Return n, mean, sample standard deviation and the Student t interval of the mean, ignoring NaN values.

    With one value, or with an infinite value (a miss, a divergence), standard deviation and interval are NaN; in the
    second case the mean is infinite. If all values are equal, the mean is exactly that value and the deviation is 0.
    """
    given = np.asarray(list(values), dtype=float)
    known = given[~np.isnan(given)]
    n = known.size
    mean = float(known.mean()) if n else math.nan
    if n < 2 or not math.isfinite(mean):
        return Interval(n, mean, math.nan, math.nan, math.nan)
    if (known == known[0]).all():
        return Interval(n, float(known[0]), 0.0, float(known[0]), float(known[0]))
    std = float(known.std(ddof=1))
    half = half_width(std, n, 1 - confidence)
    return Interval(n, mean, std, mean - half, mean + half)


def half_width(std: float, n: int, level: float) -> float:
    """Return the half-width of the two-sided Student t interval of a mean at confidence 1 - level; n >= 2."""
    return quantile(level, n - 1) * std / math.sqrt(n)


def quantile(level: float, degrees: float) -> float:
    """Return the critical t value: |t| exceeds it with probability `level` (two-sided)."""
    found = stdtrit(degrees, level / 2) if math.isfinite(degrees) else ndtri(level / 2)
    return -float(found)


def levels_beyond(
    distances: Floats, errors: Floats, degrees: Floats, reaching: NDArray[np.bool_] | bool = False
) -> Floats:
    """Return the smallest level at which a two-sided t interval is closer to its center than a distance.

    1 for a distance below zero. Without a standard error the interval is its center, and the level is 0 or 1; at
    distance zero 0 only if `reaching` the end of the interval is enough.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        tails = 2 * stdtr(degrees, -distances / errors)
    exact = np.where((distances > 0) | (reaching & (distances == 0)), 0.0, 1.0)
    return np.where(errors > 0, np.minimum(tails, 1.0), exact)


def holm_levels(p_values: Floats, level: float) -> Floats:
    """Return the level at which Holm's step-down procedure (1979) tests each hypothesis of a row (draws, hypotheses).

    The k-th smallest of m p values is tested at level / (m - k + 1). The procedure stops at the first p value that is
    not below its level; all remaining hypotheses get that level. Ties keep their order.
    """
    m = p_values.shape[1]
    order = np.argsort(p_values, axis=1, kind="stable")
    own = level / (m - np.arange(m))
    stopped = np.take_along_axis(p_values, order, axis=1) >= own
    first = np.where(stopped.any(axis=1), stopped.argmax(axis=1), m - 1)
    levels = np.empty_like(p_values)
    np.put_along_axis(levels, order, own[np.minimum(np.arange(m), first[:, None])], axis=1)
    return levels


def moderated(variances: Floats, degrees: Floats) -> tuple[Floats, Floats]:
    """Return variances (draws, samples) shrunk toward each other within a draw, and their degrees of freedom.

    The samples' true variances are taken to vary as a scaled inverse chi-squared distribution does, whose degrees of
    freedom and scale are estimated from the logarithms of the sample variances (Smyth 2004, section 6.2, as in limma's
    `squeezeVar`). Few variances cannot tell how alike they are, so these degrees of freedom are at most their number
    minus one; without this bound, intervals of unlike variances are too narrow. A variance of exactly zero stays as it
    is, and so do all variances of a draw with fewer than three others.
    """
    known = variances > 0
    count = known.sum(axis=1, keepdims=True)
    with np.errstate(all="ignore"):  # draws without enough variances are replaced below
        logs = np.log(np.where(known, variances, 1.0)) - digamma(degrees / 2) + np.log(degrees / 2)
        center = np.where(known, logs, 0.0).sum(axis=1, keepdims=True) / count
        spread = np.where(known, (logs - center) ** 2, 0.0).sum(axis=1, keepdims=True) / (count - 1)
        excess = spread - np.where(known, zeta(2, degrees / 2), 0.0).sum(axis=1, keepdims=True) / count
        prior = 2 * _inverse_trigamma(np.where(excess > 0, excess, 1.0))
        scale = np.exp(center + np.where(excess > 0, digamma(prior / 2) - np.log(prior / 2), 0.0))
        prior = np.minimum(np.where(excess > 0, prior, np.inf), count - 1)
        shrunk = (prior * scale + degrees * variances) / (prior + degrees)
    applies = known & (count >= MIN_MODERATED)
    return np.where(applies, shrunk, variances), np.where(applies, prior + degrees, degrees)


def _inverse_trigamma(values: Floats) -> Floats:
    """Return where the trigamma function has these values, by Newton's method (Smyth 2004, appendix)."""
    found: Floats = 0.5 + 1 / values
    for _ in range(NEWTON_STEPS):
        trigamma = zeta(2, found)
        found = found + trigamma * (1 - trigamma / values) / (-2 * zeta(3, found))
    return found


def shared_variance(values: Floats) -> SharedVariance:
    """Return the variance of the mean of values (seeds, examples) that comes from the examples, the same for all seeds.

    Two-way analysis of variance without replication, both factors random: what the examples' means vary beyond what
    chance within an example and seed explains. At least 0.
    """
    seeds, examples = values.shape
    if examples < 2:
        return NOT_SHARED
    by_example = values.mean(axis=0)
    between = float(by_example.var(ddof=1)) / examples
    if seeds < 2:
        return SharedVariance(between, between**2 / (examples - 1))
    residuals = values - by_example - values.mean(axis=1, keepdims=True) + values.mean()
    degrees = (seeds - 1) * (examples - 1)
    within = float((residuals**2).sum()) / degrees / (seeds * examples)
    curvature = between**2 / (examples - 1) + within**2 / degrees
    return SharedVariance(between - within, curvature) if between > within else NOT_SHARED


def around_root_mean_square(ratios: Floats) -> Floats:
    """Return ratios, one per draw of random weights, so stretched that their geometric mean is their root mean square.

    A product of many random layers is about log-normal (Hanin and Nica 2020): its geometric mean is far below its root
    mean square, which He et al. (2015) keep, and so is the root mean square of most samples. Here it is estimated as
    that of a log-normal distribution, and the logarithms have the standard deviation that gives their mean Cox's
    standard error (Zhou and Gao 1997). Ratios that are not positive stay and do not count.
    """
    found, positive = ratios.astype(float), ratios > 0
    n = int(positive.sum())
    if n > 1:
        logarithms = np.log(found[positive])
        center, variance = logarithms.mean(), logarithms.var(ddof=1)
        stretch = np.sqrt(1 + 2 * n * variance / (n - 1))
        found[positive] = np.exp(center + variance + stretch * (logarithms - center))
    return found
