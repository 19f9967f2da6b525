"""Decides a claim's verdict from the interval of its paired difference and its margin."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from groundwork.core.findings import VerdictWord
from groundwork.core.statistics import Interval, half_width, holm_levels, mean_interval, p_of_margin, p_of_zero

MINIMUM_PAIRS = 3  # two pairs may agree by chance (accuracies come in steps of one image), which gives std 0
MOST_SEEDS = 1000

Expect = Literal["less", "greater", "equal"]

UNDECIDED = VerdictWord.INCONCLUSIVE
DIRECTIONS = (VerdictWord.SUPPORTED, VerdictWord.CONTRADICTED)  # if a direction is claimed
NOT_TESTED = (math.nan,) * 4  # p value, corrected interval, its confidence


@dataclass(frozen=True)
class Contrast:
    """The input of a decision: paired differences, the margin in the same unit, and open ends of the interval.

    `counted` if the differences do not depend on the seed: all are equal, and nothing is tested.
    """

    differences: tuple[float, ...]
    expect: Expect
    margin: float
    open_below: bool = False
    open_above: bool = False
    counted: bool = False

    @property
    def is_tested(self) -> bool:
        """Whether it is tested: the differences are a sample with enough pairs."""
        return not self.counted and len(self.differences) >= MINIMUM_PAIRS

    def with_open_ends(self, low: float, high: float) -> tuple[float, float]:
        """Return an interval with infinite ends where it is open."""
        return -math.inf if self.open_below else low, math.inf if self.open_above else high


@dataclass(frozen=True)
class Decision:
    """A verdict with its estimate, uncorrected interval, corrected interval with its confidence, and p value.

    NaN if there are too few pairs or nothing is tested. `seeds_needed` is empty unless a test can tell how many seeds
    would settle the claim. `family_size` is the number of contrasts tested together, or 0 if this one was not tested.
    """

    estimate: float
    std: float
    low: float
    high: float
    p_value: float
    corrected_low: float
    corrected_high: float
    corrected_confidence: float
    verdict: VerdictWord
    seeds_needed: str
    family_size: int


@dataclass(frozen=True)
class Levels:
    """The significance levels of a contrast: Holm's for direction, Bonferroni's for equivalence within the margin."""

    direction: float
    equivalence: float


def decide(family: Sequence[Contrast], confidence: float) -> list[Decision]:
    """Return the decision on each contrast of one family, with Holm's correction over those that are tested.

    A family is all interval claims of one study. The corrected interval of a contrast has confidence 1 - level, where
    level is the one at which Holm's procedure tested it. Holm orders by the evidence against zero and guarantees
    nothing else, so equivalence within the margin is tested at Bonferroni's level, and the interval then has that level
    too. Fewer than three pairs are not tested and give `inconclusive`. Counts need no test. Neither is part of the
    family.
    """
    tested = [index for index, each in enumerate(family) if each.is_tested]
    strictest = (1 - confidence) / max(len(tested), 1)
    holm = holm_levels([p_value(family[index]) for index in tested], 1 - confidence)
    levels = {index: Levels(level, strictest) for index, level in zip(tested, holm, strict=True)}
    return [_decision(each, confidence, levels.get(index), len(tested)) for index, each in enumerate(family)]


def interval_verdict(expect: Expect, margin: float, estimate: float, low: float, high: float) -> VerdictWord:
    """Return the verdict of an interval by the first rule that applies; the claimed direction is positive.

    Supported: all of the interval is beyond zero in the claimed direction, and the estimate is at least the margin.
    Contradicted: all of it is on the other side of zero, at any distance. No meaningful difference: all of it is within
    the margin. If equality is claimed, an interval within the margin supports it, and one entirely outside contradicts
    it.
    """
    inside = -margin <= low and high <= margin
    if expect == "equal":
        beyond = low > margin or high < -margin
        return VerdictWord.SUPPORTED if inside else VerdictWord.CONTRADICTED if beyond else VerdictWord.INCONCLUSIVE
    if expect == "less":
        estimate, low, high = -estimate, -high, -low
    if low > 0 and estimate >= margin:
        return VerdictWord.SUPPORTED
    if high < 0:
        return VerdictWord.CONTRADICTED
    return VerdictWord.NO_MEANINGFUL_DIFFERENCE if inside else VerdictWord.INCONCLUSIVE


def p_value(contrast: Contrast) -> float:
    """Return the smallest level at which the interval excludes zero or, if equality is claimed, gives a verdict.

    An open interval can give a verdict only in its open direction; otherwise the p value is 1.
    """
    found = mean_interval(contrast.differences, 0.95)
    outward = contrast.open_below if found.mean < 0 else contrast.open_above
    inward = contrast.open_above if found.mean < 0 else contrast.open_below
    if contrast.expect != "equal":
        return 1.0 if inward else p_of_zero(found.mean, found.std, found.n)
    is_inside = abs(found.mean) <= contrast.margin
    if inward or (outward and is_inside):
        return 1.0
    return p_of_margin(found.mean, found.std, found.n, contrast.margin)


def _decision(contrast: Contrast, confidence: float, levels: Levels | None, family_size: int) -> Decision:
    """Return the decision on one contrast: tested at its levels, or untested for a count or too few pairs."""
    if contrast.counted:
        exact = contrast.differences[0]  # the interval is the difference itself
        verdict = interval_verdict(contrast.expect, contrast.margin, exact, exact, exact)
        return Decision(exact, 0.0, exact, exact, *NOT_TESTED, verdict, "", 0)
    plain = mean_interval(contrast.differences, confidence)
    low, high = contrast.with_open_ends(plain.low, plain.high)
    if levels is None:
        return Decision(plain.mean, plain.std, low, high, *NOT_TESTED, UNDECIDED, "", 0)
    verdict, level, corrected = _tested(contrast, plain, levels)
    needed = seeds_needed(contrast, plain.mean, plain.std, levels) if verdict is UNDECIDED else ""
    test = (p_value(contrast), *corrected, 1 - level)
    return Decision(plain.mean, plain.std, low, high, *test, verdict, needed, family_size)


def _tested(contrast: Contrast, found: Interval, levels: Levels) -> tuple[VerdictWord, float, tuple[float, float]]:
    """Return the verdict, its level, and the interval at that level."""

    def at(level: float) -> tuple[VerdictWord, float, tuple[float, float]]:
        half = half_width(found.std, found.n, level)
        low, high = contrast.with_open_ends(found.mean - half, found.mean + half)
        return interval_verdict(contrast.expect, contrast.margin, found.mean, low, high), level, (low, high)

    verdict, _, (low, high) = direction = at(levels.direction)
    if contrast.expect == "equal" or verdict in DIRECTIONS:
        return direction
    if verdict is UNDECIDED and not low <= 0 <= high:
        return direction  # the direction is settled, only the margin is not reached
    return at(levels.equivalence)


def seeds_needed(contrast: Contrast, estimate: float, std: float, levels: Levels) -> str:
    """Return the smallest number of pairs that would give a verdict at these levels, for the same estimate and std.

    `more than 1000` beyond that; empty if open ends prevent a verdict for any number of pairs.
    """
    low, high = contrast.with_open_ends(estimate, estimate)
    if interval_verdict(contrast.expect, contrast.margin, estimate, low, high) is UNDECIDED:
        return ""

    def settles(n: int) -> bool:
        return _tested(contrast, Interval(n, estimate, std, math.nan, math.nan), levels)[0] is not UNDECIDED

    # More pairs only narrow the interval, and a verdict holds for any interval within it.
    candidates = range(max(MINIMUM_PAIRS, len(contrast.differences) + 1), MOST_SEEDS + 1)
    index = bisect_left(candidates, True, key=settles)
    return str(candidates[index]) if index < len(candidates) else f"more than {MOST_SEEDS}"
