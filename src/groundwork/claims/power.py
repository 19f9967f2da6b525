"""How many seeds would give a verdict, with 80 % power."""

import math
from bisect import bisect_left
from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from groundwork.claims.contrasts import MIN_PAIRS, Contrast, Estimates, standard_error
from groundwork.claims.rule import WEAKER, is_directed, word_of
from groundwork.core.statistics import quantile

MAX_SEEDS = 1000
POWER = 0.8
ENDLESS = 1e12  # pairs whose number no longer limits anything


def seeds_needed(contrast: Contrast, index: int, found: Estimates, holm: float, strictest: float) -> str:
    """Return the smallest number of pairs that would give a verdict with 80 % power, if the estimates are true.

    `more than 1000` beyond that; empty if no number of pairs would, as an end is open or the shared variance too large.
    """
    center = contrast.sign * float(found.means[0, index])
    word = word_of(replace(contrast, open_below=False, open_above=False), contrast.sign * center)
    if word_of(contrast, contrast.sign * center) != word:
        return ""
    level = holm if is_directed(word, contrast) else strictest
    low, high = _region(contrast, word, center)
    variance, degrees = found.variances[0, index], found.degrees_of_variances[0, index]
    prior = degrees - (len(contrast.differences) - 1)

    def power(pairs: float) -> float:
        error, freedom = standard_error(
            np.array(variance),
            np.array(prior + pairs - 1),
            np.array(1 / pairs + contrast.overlap),
            np.array(contrast.shared.value),
            np.array(contrast.shared.curvature),
        )
        half = quantile(level, float(freedom)) * float(error)
        lowest, highest = ((end - center) / float(error) for end in (low + half, high - half))
        return float(ndtr(highest) - ndtr(lowest))

    candidates = range(max(MIN_PAIRS, len(contrast.differences) + 1), MAX_SEEDS + 1)
    place = bisect_left(candidates, True, key=lambda pairs: power(pairs) >= POWER)
    if place < len(candidates):
        return str(candidates[place])
    return f"more than {MAX_SEEDS}" if power(ENDLESS) >= POWER else ""


def _region(contrast: Contrast, word: int, center: float) -> tuple[float, float]:
    """Return the range that an interval with this verdict and center lies in."""
    matters = contrast.matters
    if word == WEAKER:
        return 0.0, contrast.target
    if not is_directed(word, contrast):
        return -matters, matters
    return (contrast.target, math.inf) if center > 0 else (-math.inf, -matters)
