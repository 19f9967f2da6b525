"""The rule that gives verdicts to the intervals of a family of contrasts.

With the claimed direction positive: supported if the interval is wholly above what matters and reaches what
is claimed; contradicted if wholly below what matters in the other direction; no meaningful difference if wholly within
what matters; weaker than claimed if wholly above zero and below what is claimed. If equality is claimed: supported
within what matters, contradicted wholly outside. Otherwise inconclusive.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from groundwork.claims.contrasts import Contrast, Estimates
from groundwork.core.findings import VerdictWord
from groundwork.core.statistics import Floats, holm_levels, levels_beyond

WORDS = (
    VerdictWord.SUPPORTED,
    VerdictWord.CONTRADICTED,
    VerdictWord.NO_MEANINGFUL_DIFFERENCE,
    VerdictWord.WEAKER,
    VerdictWord.INCONCLUSIVE,
)
SUPPORTED, CONTRADICTED, NEAR, WEAKER, UNDECIDED = range(len(WORDS))


@dataclass(frozen=True)
class Outcomes:
    """The verdicts of draws of a family (draws, contrasts) with the levels of the tests that gave them."""

    words: NDArray[np.int64]
    p_values: Floats
    holm: Floats
    direction_known: NDArray[np.bool_]


def apply_rule(family: Sequence[Contrast], found: Estimates, level: float) -> Outcomes:
    """Return the verdicts on estimates of a family, by the rule at the top of this module."""
    signs = np.array([each.sign for each in family])
    matters, targets = np.array([[each.matters, each.target] for each in family]).T
    claimed = np.array([math.nan if each.claimed is None else each.claimed for each in family])
    ends = [(each.open_below, each.open_above)[:: each.sign] for each in family]
    no_low, no_high = np.array(ends).T
    is_equal = np.array([each.expect == "equal" for each in family])
    centers = signs * found.means

    def above(bound: Floats, *, at_least: NDArray[np.bool_] | bool = False) -> Floats:
        levels = levels_beyond(centers - bound, found.errors, found.degrees, at_least)
        return np.where(no_low, 1.0, levels)

    def below(bound: Floats, *, at_most: bool = False) -> Floats:
        return np.where(no_high, 1.0, levels_beyond(bound - centers, found.errors, found.degrees, at_most))

    strictest, nothing = level / len(family), np.zeros(len(family))
    up, down = above(targets, at_least=~np.isnan(claimed)), below(-matters)
    p_values = np.minimum(up, down)
    holm = holm_levels(p_values, level)
    is_up, is_down = up < holm, down < holm
    is_near = np.maximum(above(-matters, at_least=True), below(matters, at_most=True)) < strictest
    is_positive = above(nothing) < holm
    rules = [
        (is_equal & is_near, SUPPORTED),
        (is_equal & (is_up | is_down), CONTRADICTED),
        (is_equal, UNDECIDED),
        (is_up, SUPPORTED),
        (is_down, CONTRADICTED),
        (is_near, NEAR),
        (is_positive & (below(claimed) < holm), WEAKER),
    ]
    conditions, words = zip(*rules, strict=True)
    shape = np.broadcast_shapes(*(each.shape for each in conditions))
    chosen = np.select([np.broadcast_to(each, shape) for each in conditions], words, UNDECIDED)
    return Outcomes(chosen, p_values, holm, is_positive | (below(nothing) < holm))


def word_of(contrast: Contrast, point: float) -> int:
    """Return the verdict of an interval that is one point, except for its open ends."""
    zero = np.zeros((1, 1))
    found = Estimates(np.array([[point]]), zero, zero + 1, zero, zero + 1)
    return int(apply_rule([contrast], found, 0.5).words[0, 0])


def is_directed(word: int, contrast: Contrast) -> bool:
    """Return whether a verdict says on which side of something an effect lies, rather than that it is near zero."""
    return word in (CONTRADICTED, WEAKER) or (word == SUPPORTED and contrast.expect != "equal")
