"""The verdict of a claim from the interval of its paired difference and its margin."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from groundwork.statistics import half_width, holm_levels, mean_interval, p_of_margin, p_of_zero

MINIMUM_PAIRS = 3  # two pairs may agree by chance, as accuracies come in steps of one image: no spread, false certainty
MOST_SEEDS = 1000

Expect = Literal["less", "greater", "equal"]


class Verdict(StrEnum):
    """What the facts say of a claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NO_MEANINGFUL_DIFFERENCE = "no meaningful difference"
    INCONCLUSIVE = "inconclusive"
    NOT_EVALUATED = "not evaluated"


UNDECIDED = Verdict.INCONCLUSIVE
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
    verdict: Verdict
    seeds_needed: str
    family_size: int


def decide(family: Sequence[Contrast], confidence: float) -> list[Decision]:
    """Return the decision on each contrast of one family, corrected by Holm's procedure over those that are tested.

    A family is what answers one question: all interval claims of one study. The corrected interval of a contrast has
    confidence 1 - level, its level being the one at which Holm tested it. Fewer than three pairs give no test:
    `inconclusive`. A count needs none: it is what it is. Neither is part of the family.
    """
    tested = [index for index, each in enumerate(family) if each.is_tested]
    levels = holm_levels([p_value(family[index]) for index in tested], 1 - confidence)
    level_of = dict(zip(tested, levels, strict=True))
    return [_decision(each, confidence, level_of.get(index), len(tested)) for index, each in enumerate(family)]


def verdict_of(expect: Expect, margin: float, estimate: float, low: float, high: float) -> Verdict:
    """Return the verdict of an interval, by the first of these rules that holds; the claimed direction is positive.

    Supported: wholly beyond zero as claimed, and the estimate at least the margin. Contradicted: wholly on the other
    side of zero, however near. No meaningful difference: wholly inside the margin. Where equality is claimed, wholly
    inside the margin supports it, and wholly beyond contradicts it.
    """
    inside = -margin <= low and high <= margin
    if expect == "equal":
        beyond = low > margin or high < -margin
        return Verdict.SUPPORTED if inside else Verdict.CONTRADICTED if beyond else Verdict.INCONCLUSIVE
    if expect == "less":
        estimate, low, high = -estimate, -high, -low
    if low > 0 and estimate >= margin:
        return Verdict.SUPPORTED
    if high < 0:
        return Verdict.CONTRADICTED
    return Verdict.NO_MEANINGFUL_DIFFERENCE if inside else Verdict.INCONCLUSIVE


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


def _decision(contrast: Contrast, confidence: float, level: float | None, family_size: int) -> Decision:
    if contrast.counted:
        return _of_count(contrast)
    plain = mean_interval(contrast.differences, confidence)
    low, high = _opened(contrast, plain.low, plain.high)
    if level is None:
        return Decision(plain.mean, plain.spread, low, high, *UNTESTED, UNDECIDED, "", 0)
    half = half_width(plain.spread, plain.n, level)
    corrected = _opened(contrast, plain.mean - half, plain.mean + half)
    verdict = verdict_of(contrast.expect, contrast.margin, plain.mean, *corrected)
    needed = seeds_needed(contrast, plain.mean, plain.spread, level) if verdict is UNDECIDED else ""
    test = (p_value(contrast), *corrected, 1 - level)
    return Decision(plain.mean, plain.spread, low, high, *test, verdict, needed, family_size)


def _of_count(contrast: Contrast) -> Decision:
    """Return the decision on equal counts: the interval is the difference itself, for one pair as for many."""
    exact = contrast.differences[0]
    verdict = verdict_of(contrast.expect, contrast.margin, exact, exact, exact)
    return Decision(exact, 0.0, exact, exact, *UNTESTED, verdict, "", 0)


def seeds_needed(contrast: Contrast, estimate: float, spread: float, level: float) -> str:
    """Return the smallest number of pairs that would give a verdict at this level, should estimate and spread stay.

    `more than 1000` beyond that; empty where open ends keep any number of such pairs from deciding.
    """
    if verdict_of(contrast.expect, contrast.margin, estimate, *_opened(contrast, estimate, estimate)) is UNDECIDED:
        return ""

    def settles(n: int) -> bool:
        half = half_width(spread, n, level)
        low, high = _opened(contrast, estimate - half, estimate + half)
        return verdict_of(contrast.expect, contrast.margin, estimate, low, high) is not UNDECIDED

    # More pairs only narrow the interval, and a verdict of an interval is one of any interval within it.
    candidates = range(max(MINIMUM_PAIRS, len(contrast.differences) + 1), MOST_SEEDS + 1)
    index = bisect_left(candidates, True, key=settles)
    return str(candidates[index]) if index < len(candidates) else f"more than {MOST_SEEDS}"


def _opened(contrast: Contrast, low: float, high: float) -> tuple[float, float]:
    return -math.inf if contrast.open_below else low, math.inf if contrast.open_above else high
