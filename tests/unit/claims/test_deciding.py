"""Verdicts of planted differences, and how often the whole family errs where there is nothing to find."""

import math

import numpy as np
import pytest

from groundwork.claims.deciding import Contrast, Decision, Expect, decide, interval_verdict, p_value
from groundwork.core.findings import VerdictWord

NEAR_ONE = (1.0, 1.1, 0.9, 1.05, 0.95)


def only(
    differences: tuple[float, ...],
    expect: Expect = "greater",
    margin: float = 0.5,
    below: bool = False,
    above: bool = False,
) -> Decision:
    return decide([Contrast(differences, expect, margin, below, above)], 0.95)[0]


@pytest.mark.parametrize(
    ("expect", "estimate", "low", "high", "expected"),
    [
        ("greater", 1.0, 0.2, 1.8, "supported"),
        ("greater", 0.4, 0.2, 0.6, "inconclusive"),
        ("greater", 0.3, 0.2, 0.4, "no meaningful difference"),
        ("greater", 0.5, 0.5, 0.5, "supported"),
        ("greater", -1.0, -1.8, -0.2, "contradicted"),
        ("greater", -0.2, -0.3, -0.1, "contradicted"),
        ("greater", 0.0, -0.5, 0.5, "no meaningful difference"),
        ("greater", 0.0, -0.6, 0.4, "inconclusive"),
        ("less", -1.0, -1.8, -0.2, "supported"),
        ("less", 1.0, 0.2, 1.8, "contradicted"),
        ("equal", 0.1, -0.2, 0.4, "supported"),
        ("equal", 0.9, 0.6, 1.2, "contradicted"),
        ("equal", -0.9, -1.2, -0.6, "contradicted"),
        ("equal", 0.6, 0.3, 0.9, "inconclusive"),
    ],
)
def test_the_rules(expect: Expect, estimate: float, low: float, high: float, expected: str) -> None:
    assert interval_verdict(expect, 0.5, estimate, low, high) == expected


def test_a_true_difference_is_supported() -> None:
    found = only(NEAR_ONE)
    assert (found.verdict, found.seeds_needed) == (VerdictWord.SUPPORTED, "")
    assert found.estimate == pytest.approx(1.0)
    assert (found.low, found.high) == pytest.approx((0.9018, 1.0982), abs=1e-4)
    assert found.corrected_confidence == pytest.approx(0.95)
    assert (found.corrected_low, found.corrected_high) == pytest.approx((found.low, found.high))


def test_a_reversed_difference_is_contradicted() -> None:
    assert only(tuple(-each for each in NEAR_ONE)).verdict is VerdictWord.CONTRADICTED


def test_a_tie_within_the_margin() -> None:
    assert only((0.05, -0.04, 0.02, -0.03, 0.0)).verdict is VerdictWord.NO_MEANINGFUL_DIFFERENCE


def test_a_wide_interval_is_inconclusive_and_says_how_many_seeds_would_settle_it() -> None:
    """At n pairs the half width is t(n - 1) / sqrt(n) for a std of 1: 0.604 at 13 and 0.577 at 14, around 0.6."""
    differences = np.array([-1.0, -0.5, 0.0, 0.5, 1.0]) / math.sqrt(0.625) + 0.6
    found = only(tuple(differences))
    assert found.std == pytest.approx(1.0)
    assert (found.verdict, found.seeds_needed) == (VerdictWord.INCONCLUSIVE, "14")


def test_a_hopelessly_wide_interval_needs_more_than_is_counted() -> None:
    assert only((-100.0, 0.0, 101.0)).seeds_needed == "more than 1000"


@pytest.mark.parametrize("differences", [(), (1.0,), (1.0, 1.0)])
def test_too_few_pairs_are_inconclusive(differences: tuple[float, ...]) -> None:
    found = only(differences)
    assert (found.verdict, found.seeds_needed) == (VerdictWord.INCONCLUSIVE, "")
    assert math.isnan(found.p_value)
    assert math.isnan(found.corrected_low)


def test_two_pairs_are_no_part_of_the_family() -> None:
    found = decide([Contrast(NEAR_ONE, "greater", 0.5), Contrast((1.0, 1.0), "greater", 0.5)], 0.95)
    assert found[0].corrected_confidence == pytest.approx(0.95)
    assert [each.family_size for each in found] == [1, 0]


@pytest.mark.parametrize(
    ("value", "expect", "expected", "p"),
    [
        (1.0, "greater", VerdictWord.SUPPORTED, 0.0),
        (-1.0, "greater", VerdictWord.CONTRADICTED, 0.0),
        (0.0, "greater", VerdictWord.NO_MEANINGFUL_DIFFERENCE, 1.0),
        (0.0, "equal", VerdictWord.SUPPORTED, 0.0),
        (1.0, "equal", VerdictWord.CONTRADICTED, 0.0),
    ],
)
def test_zero_std(value: float, expect: Expect, expected: VerdictWord, p: float) -> None:
    found = only((value,) * 5, expect)
    assert (found.verdict, found.p_value) == (expected, p)
    assert (found.low, found.high) == (value, value)


@pytest.mark.parametrize(
    ("value", "expect", "expected"),
    [
        (0.5, "greater", VerdictWord.SUPPORTED),
        (0.4, "greater", VerdictWord.NO_MEANINGFUL_DIFFERENCE),
        (-0.4, "greater", VerdictWord.CONTRADICTED),
        (-0.5, "less", VerdictWord.SUPPORTED),
        (0.0, "equal", VerdictWord.SUPPORTED),
        (0.6, "equal", VerdictWord.CONTRADICTED),
    ],
)
@pytest.mark.parametrize("pairs", [1, 10])
def test_a_count_is_decided_without_a_test(value: float, expect: Expect, expected: VerdictWord, pairs: int) -> None:
    count = Contrast((value,) * pairs, expect, 0.5, counted=True)
    found, other = decide([count, Contrast(NEAR_ONE, "greater", 0.5)], 0.95)
    assert (found.verdict, found.estimate, found.std, found.low, found.high) == (expected, value, 0.0, value, value)
    assert (found.family_size, found.seeds_needed) == (0, "")
    assert math.isnan(found.p_value)
    assert math.isnan(found.corrected_confidence)
    assert other.family_size == 1
    assert other.corrected_confidence == pytest.approx(0.95)


def test_an_open_end_decides_only_in_its_direction() -> None:
    assert only(NEAR_ONE, above=True).verdict is VerdictWord.SUPPORTED
    assert only(NEAR_ONE, above=True).high == math.inf
    closed = only(NEAR_ONE, below=True)
    assert (closed.verdict, closed.p_value, closed.seeds_needed) == (VerdictWord.INCONCLUSIVE, 1.0, "")


def test_a_bound_is_never_a_tie() -> None:
    assert only((0.0,) * 5, above=True).verdict is VerdictWord.INCONCLUSIVE
    equal = only((0.01, 0.0, 0.02, 0.01, 0.0), "equal", above=True)
    assert (equal.verdict, equal.p_value) == (VerdictWord.INCONCLUSIVE, 1.0)
    assert only(NEAR_ONE, "equal", above=True).verdict is VerdictWord.CONTRADICTED


def test_holm_widens_the_intervals_of_a_family() -> None:
    weaker = (0.9, 0.3, 1.2, 0.4, 0.8)
    strong, weak = decide([Contrast(NEAR_ONE, "greater", 0.5), Contrast(weaker, "greater", 0.5)], 0.95)
    assert (strong.verdict, weak.verdict) == (VerdictWord.SUPPORTED, VerdictWord.SUPPORTED)
    assert (strong.corrected_confidence, weak.corrected_confidence) == pytest.approx((0.975, 0.95))
    assert strong.corrected_low < strong.low < strong.high < strong.corrected_high


def test_what_leaves_the_direction_open_gets_the_interval_of_the_whole_family() -> None:
    """Holm's order is that of the evidence against zero; of lying within the margin it says nothing."""
    small = (0.2, 0.32, 0.1, 0.3, 0.13)
    alone = only(small, margin=0.4)
    assert alone.verdict is VerdictWord.NO_MEANINGFUL_DIFFERENCE
    assert alone.corrected_confidence == pytest.approx(0.95)

    family = [Contrast(NEAR_ONE, "greater", 0.5), Contrast(small, "greater", 0.4)]
    strong, small_one = decide(family, 0.95)
    assert (strong.verdict, small_one.verdict) == (VerdictWord.SUPPORTED, VerdictWord.NO_MEANINGFUL_DIFFERENCE)
    assert small_one.corrected_confidence == pytest.approx(0.975)

    *_, undecided = decide([*[family[0]] * 9, family[1]], 0.95)
    assert (undecided.verdict, undecided.seeds_needed) == (VerdictWord.INCONCLUSIVE, "7")
    assert undecided.corrected_confidence == pytest.approx(0.995)
    assert undecided.corrected_low < -0.4 or undecided.corrected_high > 0.4


def test_p_value_agrees_with_the_interval() -> None:
    generator = np.random.default_rng(3)
    for expect in ("greater", "less", "equal"):
        for _ in range(100):
            differences = tuple(generator.normal(generator.uniform(-1, 1), 0.4, size=5))
            contrast = Contrast(differences, expect, 0.5)
            found = decide([contrast], 0.95)[0]
            excludes = found.low > 0 or found.high < 0
            decided = found.verdict is not VerdictWord.INCONCLUSIVE if expect == "equal" else excludes
            assert (p_value(contrast) < 0.05) == decided


def test_a_family_without_differences_seldom_shows_one() -> None:
    """Under the null, Holm keeps the chance of any supported or contradicted claim below 5 percent."""
    draws = np.random.default_rng(4).normal(0.0, 1.0, size=(1500, 8, 5))
    wrong = 0
    for family in draws:
        decisions = decide([Contrast(tuple(claim), "greater", 0.0) for claim in family], 0.95)
        wrong += any(each.verdict in {VerdictWord.SUPPORTED, VerdictWord.CONTRADICTED} for each in decisions)
    assert 0.03 < wrong / len(draws) < 0.065


def test_a_settled_direction_with_too_small_an_effect_keeps_the_interval_that_settled_it() -> None:
    """Not the correction leaves it open but the margin, and no wider interval may make it look otherwise."""
    steady = (0.2, 0.7, 0.35, 0.65, 0.3, 0.5)
    first, open_still = decide([*[Contrast(NEAR_ONE, "greater", 0.5)] * 9, Contrast(steady, "greater", 0.6)], 0.95)[-2:]
    assert first.verdict is VerdictWord.SUPPORTED
    assert open_still.verdict is VerdictWord.INCONCLUSIVE
    assert open_still.corrected_confidence == pytest.approx(0.95)
    assert open_still.corrected_low == open_still.low > 0


@pytest.mark.parametrize("claims", [4, 12])
def test_a_family_at_the_margin_seldom_shows_no_meaningful_difference(claims: int) -> None:
    """Where every true difference is the margin, all are told from zero, and none may be called too small to matter."""
    draws = np.random.default_rng(6).normal(0.5, 0.1, size=(1500, claims, 5))
    wrong = 0
    for family in draws:
        decisions = decide([Contrast(tuple(claim), "greater", 0.5) for claim in family], 0.95)
        wrong += any(each.verdict is VerdictWord.NO_MEANINGFUL_DIFFERENCE for each in decisions)
    assert wrong / len(draws) < 0.05


def test_a_family_at_the_margin_is_seldom_called_equal() -> None:
    """Where the true difference is the margin itself, neither side of it may be claimed more than 5 times in 100."""
    draws = np.random.default_rng(5).normal(0.5, 0.1, size=(1500, 4, 5))
    wrong = 0
    for family in draws:
        decisions = decide([Contrast(tuple(claim), "equal", 0.5) for claim in family], 0.95)
        wrong += any(each.verdict is not VerdictWord.INCONCLUSIVE for each in decisions)
    assert 0.03 < wrong / len(draws) < 0.065
