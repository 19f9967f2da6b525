"""The verdict of a claim from the interval of its paired difference and its margin."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from groundwork.core.findings import VerdictWord
from groundwork.core.statistics import Interval, half_width, holm_levels, mean_interval, p_of_margin, p_of_zero

MINIMUM_PAIRS = 3  # two pairs may agree by chance, as accuracies come in steps of one image: no spread, false certainty
MOST_SEEDS = 1000

Expect = Literal["less", "greater", "equal"]

UNDECIDED = VerdictWord.INCONCLUSIVE
DIRECTIONS = (VerdictWord.SUPPORTED, VerdictWord.CONTRADICTED)  # where a direction is claimed
UNTESTED = (math.nan,) * 4  # no p value, no corrected interval, no confidence of one


@dataclass(frozen=True)
class Contrast:
    """What a verdict rests on: paired differences, the margin in their unit, and the open ends of the interval.

    `counted` where no other seeds could have given other differences: all are equal, and there is nothing to test.
    """

    differences: tuple[float, ...]
    expect: Expect
    margin: float
    open_below: bool = False
    open_above: bool = False
    counted: bool = False

    @property
    def is_tested(self) -> bool:
        """Whether a test decides: the differences are a sample, with enough pairs."""
        return not self.counted and len(self.differences) >= MINIMUM_PAIRS

    def opened(self, low: float, high: float) -> tuple[float, float]:
        """Return the ends of an interval, infinite where they are open."""
        return -math.inf if self.open_below else low, math.inf if self.open_above else high


@dataclass(frozen=True)
class Decision:
    """A verdict with its estimate, plain interval, corrected interval at its own confidence, and p value.

    NaN where there are too few pairs, or nothing to test; `seeds_needed` is empty unless it can be told how many seeds
    would settle it, which takes a test.
    `family_size` is the number of contrasts that were tested together, 0 where this one was not tested.
    """

    estimate: float
    spread: float
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
    """The levels at which a contrast is tested: Holm's for a direction, Bonferroni's for lying within the margin."""

    of_direction: float
    of_nearness: float


def decide(family: Sequence[Contrast], confidence: float) -> list[Decision]:
    """Return the decision on each contrast of one family, corrected by Holm's procedure over those that are tested.

    A family is what answers one question: all interval claims of one study. The corrected interval of a contrast has
    confidence 1 - level, its level being the one at which Holm tested it. His order is that of the evidence against
    zero and vouches for nothing else, so whether an effect lies within the margin is tested at Bonferroni's level;
    where that is the question, the interval is of that level too. Fewer than three pairs give no test: `inconclusive`.
    A count needs none: it is what it is. Neither is part of the family.
    """
    tested = [index for index, each in enumerate(family) if each.is_tested]
    strictest = (1 - confidence) / max(len(tested), 1)
    holm = holm_levels([p_value(family[index]) for index in tested], 1 - confidence)
    levels = {index: Levels(level, strictest) for index, level in zip(tested, holm, strict=True)}
    return [_decision(each, confidence, levels.get(index), len(tested)) for index, each in enumerate(family)]


def verdict_of(expect: Expect, margin: float, estimate: float, low: float, high: float) -> VerdictWord:
    """Return the verdict of an interval, by the first of these rules that holds; the claimed direction is positive.

    Supported: wholly beyond zero as claimed, and the estimate at least the margin. Contradicted: wholly on the other
    side of zero, however near. No meaningful difference: wholly inside the margin. Where equality is claimed, wholly
    inside the margin supports it, and wholly beyond contradicts it.
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
    """Return the smallest level at which the interval excludes zero or, where equality is claimed, decides.

    An open interval can decide only in its open direction: else the p value is 1.
    """
    found = mean_interval(contrast.differences, 0.95)
    outward = contrast.open_below if found.mean < 0 else contrast.open_above
    inward = contrast.open_above if found.mean < 0 else contrast.open_below
    if contrast.expect != "equal":
        return 1.0 if inward else p_of_zero(found.mean, found.spread, found.n)
    is_inside = abs(found.mean) <= contrast.margin
    if inward or (outward and is_inside):
        return 1.0
    return p_of_margin(found.mean, found.spread, found.n, contrast.margin)


def _decision(contrast: Contrast, confidence: float, levels: Levels | None, family_size: int) -> Decision:
    """Return the decision on one contrast: at its levels, or untested where it is a count or has too few pairs."""
    if contrast.counted:
        exact = contrast.differences[0]  # the interval is the difference itself, for one pair as for many
        verdict = verdict_of(contrast.expect, contrast.margin, exact, exact, exact)
        return Decision(exact, 0.0, exact, exact, *UNTESTED, verdict, "", 0)
    plain = mean_interval(contrast.differences, confidence)
    low, high = contrast.opened(plain.low, plain.high)
    if levels is None:
        return Decision(plain.mean, plain.spread, low, high, *UNTESTED, UNDECIDED, "", 0)
    verdict, level, corrected = _tested(contrast, plain, levels)
    needed = seeds_needed(contrast, plain.mean, plain.spread, levels) if verdict is UNDECIDED else ""
    test = (p_value(contrast), *corrected, 1 - level)
    return Decision(plain.mean, plain.spread, low, high, *test, verdict, needed, family_size)


def _tested(contrast: Contrast, found: Interval, levels: Levels) -> tuple[VerdictWord, float, tuple[float, float]]:
    """Return the verdict, the level at which it was given and the interval of that level."""

    def at(level: float) -> tuple[VerdictWord, float, tuple[float, float]]:
        half = half_width(found.spread, found.n, level)
        low, high = contrast.opened(found.mean - half, found.mean + half)
        return verdict_of(contrast.expect, contrast.margin, found.mean, low, high), level, (low, high)

    verdict, _, (low, high) = of_direction = at(levels.of_direction)
    if contrast.expect == "equal" or verdict in DIRECTIONS:
        return of_direction
    if verdict is UNDECIDED and not low <= 0 <= high:
        return of_direction  # the direction is settled; what is missing is the margin
    return at(levels.of_nearness)


def seeds_needed(contrast: Contrast, estimate: float, spread: float, levels: Levels) -> str:
    """Return the smallest number of pairs that would give a verdict at these levels, should estimate and spread stay.

    `more than 1000` beyond that; empty where open ends keep any number of such pairs from deciding.
    """
    if verdict_of(contrast.expect, contrast.margin, estimate, *contrast.opened(estimate, estimate)) is UNDECIDED:
        return ""

    def settles(n: int) -> bool:
        return _tested(contrast, Interval(n, estimate, spread, math.nan, math.nan), levels)[0] is not UNDECIDED

    # More pairs only narrow the interval, and a verdict of an interval is one of any interval within it.
    candidates = range(max(MINIMUM_PAIRS, len(contrast.differences) + 1), MOST_SEEDS + 1)
    index = bisect_left(candidates, True, key=settles)
    return str(candidates[index]) if index < len(candidates) else f"more than {MOST_SEEDS}"
