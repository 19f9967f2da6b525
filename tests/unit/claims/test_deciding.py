"""Verdicts of synthetic differences, the chance of the same verdict, and the seeds needed for one."""

import math
import time

import numpy as np
import pytest

from groundwork.claims.contrasts import Contrast, Estimates, Expect
from groundwork.claims.deciding import Decision, decide
from groundwork.claims.rule import WORDS, apply_rule
from groundwork.core.findings import VerdictWord
from groundwork.core.statistics import SharedVariance, quantile

NEAR_ONE = (1.0, 1.1, 0.9, 1.05, 0.95)
NEAR_ZERO = (0.05, -0.04, 0.02, -0.03, 0.0)


def only(
    differences: tuple[float, ...],
    expect: Expect = "greater",
    matters: float = 0.5,
    claimed: float | None = None,
    below: bool = False,
    above: bool = False,
) -> Decision:
    return decide([Contrast(differences, expect, matters, claimed, below, above)], 0.95)[0]


@pytest.mark.parametrize(
    ("expect", "claimed", "low", "high", "expected"),
    [
        ("greater", None, 0.6, 1.8, "supported"),
        ("greater", None, 0.2, 1.8, "inconclusive"),
        ("greater", None, 0.2, 0.4, "no meaningful difference"),
        ("greater", None, -1.8, -0.6, "contradicted"),
        ("greater", None, -1.8, -0.2, "inconclusive"),
        ("greater", None, -0.3, -0.1, "no meaningful difference"),
        ("greater", None, -0.6, 0.4, "inconclusive"),
        ("greater", 2.0, 2.1, 2.9, "supported"),
        ("greater", 2.0, 1.9, 2.9, "inconclusive"),
        ("greater", 2.0, 0.6, 1.9, "weaker than claimed"),
        ("greater", 2.0, 0.1, 1.9, "weaker than claimed"),
        ("greater", 2.0, -0.1, 1.9, "inconclusive"),
        ("greater", 2.0, 0.1, 0.4, "no meaningful difference"),
        ("greater", 2.0, -1.9, -0.6, "contradicted"),
        ("less", None, -1.8, -0.6, "supported"),
        ("less", None, 0.6, 1.8, "contradicted"),
        ("less", 2.0, -1.9, -0.1, "weaker than claimed"),
        ("equal", None, -0.2, 0.4, "supported"),
        ("equal", None, 0.6, 1.2, "contradicted"),
        ("equal", None, -1.2, -0.6, "contradicted"),
        ("equal", None, 0.3, 0.9, "inconclusive"),
    ],
)
def test_rule(expect: Expect, claimed: float | None, low: float, high: float, expected: str) -> None:
    error = (high - low) / 2 / quantile(0.05, math.inf)
    found = Estimates(*(np.full((1, 1), each) for each in ((low + high) / 2, error, math.inf, error**2, math.inf)))
    outcome = apply_rule([Contrast((), expect, 0.5, claimed)], found, 0.05)
    assert WORDS[outcome.words[0, 0]] == expected
    assert bool(outcome.direction_known[0, 0]) == (low > 0 or high < 0)


def test_true_difference_is_supported() -> None:
    found = only(NEAR_ONE)
    assert (found.verdict, found.seeds_needed, found.direction_known) == (VerdictWord.SUPPORTED, "", True)
    assert found.estimate == pytest.approx(1.0)
    assert (found.low, found.high) == pytest.approx((0.9018, 1.0982), abs=1e-4)
    assert found.corrected_confidence == pytest.approx(0.95)
    assert (found.corrected_low, found.corrected_high) == pytest.approx((found.low, found.high))


def test_reversed_difference_is_contradicted() -> None:
    assert only(tuple(-each for each in NEAR_ONE)).verdict is VerdictWord.CONTRADICTED


def test_slightly_reversed_difference_is_not_contradicted() -> None:
    """Only the direction is known, as the interval reaches into what does not matter."""
    found = only(tuple(-each for each in NEAR_ONE), matters=0.95)
    assert (found.verdict, found.direction_known) == (VerdictWord.INCONCLUSIVE, True)


def test_small_difference_is_not_meaningful() -> None:
    found = only(NEAR_ZERO)
    assert (found.verdict, found.direction_known) == (VerdictWord.NO_MEANINGFUL_DIFFERENCE, False)


def test_real_difference_below_what_is_claimed_is_weaker() -> None:
    assert only(NEAR_ONE, claimed=2.0).verdict is VerdictWord.WEAKER
    assert only(NEAR_ONE, claimed=0.8).verdict is VerdictWord.SUPPORTED
    assert only(NEAR_ONE, claimed=1.05).verdict is VerdictWord.INCONCLUSIVE


@pytest.mark.parametrize("differences", [(), (1.0,), (1.0, 1.0)])
def test_too_few_pairs_are_not_evaluated(differences: tuple[float, ...]) -> None:
    found = only(differences)
    assert (found.verdict, found.seeds_needed) == (VerdictWord.NOT_EVALUATED, "")
    assert math.isnan(found.p_value)
    assert math.isnan(found.corrected_low)
    assert math.isnan(found.same_verdict_percent)


def test_two_pairs_are_not_in_family() -> None:
    found = decide([Contrast(NEAR_ONE, "greater", 0.5), Contrast((1.0, 1.0), "greater", 0.5)], 0.95)
    assert found[0].corrected_confidence == pytest.approx(0.95)
    assert [each.family_size for each in found] == [1, 0]


@pytest.mark.parametrize(
    ("value", "expect", "expected", "p"),
    [
        (1.0, "greater", VerdictWord.SUPPORTED, 0.0),
        (-1.0, "greater", VerdictWord.CONTRADICTED, 0.0),
        (0.0, "greater", VerdictWord.NO_MEANINGFUL_DIFFERENCE, 1.0),
        (0.0, "equal", VerdictWord.SUPPORTED, 1.0),
        (1.0, "equal", VerdictWord.CONTRADICTED, 0.0),
    ],
)
def test_zero_std(value: float, expect: Expect, expected: VerdictWord, p: float) -> None:
    found = only((value,) * 5, expect)
    assert (found.verdict, found.p_value, found.same_verdict_percent) == (expected, p, 100.0)
    assert (found.low, found.high, found.std) == (value, value, 0.0)


@pytest.mark.parametrize(
    ("value", "expect", "claimed", "expected"),
    [
        (0.6, "greater", None, VerdictWord.SUPPORTED),
        (0.5, "greater", None, VerdictWord.NO_MEANINGFUL_DIFFERENCE),
        (2.0, "greater", 2.0, VerdictWord.SUPPORTED),
        (1.9, "greater", 2.0, VerdictWord.WEAKER),
        (-0.4, "greater", None, VerdictWord.NO_MEANINGFUL_DIFFERENCE),
        (-0.6, "greater", None, VerdictWord.CONTRADICTED),
        (-2.0, "less", 2.0, VerdictWord.SUPPORTED),
        (0.0, "equal", None, VerdictWord.SUPPORTED),
        (0.6, "equal", None, VerdictWord.CONTRADICTED),
    ],
)
@pytest.mark.parametrize("pairs", [1, 10])
def test_count_is_decided_without_test(
    value: float, expect: Expect, claimed: float | None, expected: VerdictWord, pairs: int
) -> None:
    """A count of exactly what is claimed is supported, as twice is at least twice."""
    count = Contrast((value,) * pairs, expect, 0.5, claimed, counted=True)
    found, other = decide([count, Contrast(NEAR_ONE, "greater", 0.5)], 0.95)
    assert (found.verdict, found.estimate, found.std, found.low, found.high) == (expected, value, 0.0, value, value)
    assert (found.family_size, found.seeds_needed) == (0, "")
    assert all(math.isnan(each) for each in (found.p_value, found.corrected_confidence, found.same_verdict_percent))
    assert other.family_size == 1
    assert other.corrected_confidence == pytest.approx(0.95)


def test_open_end_decides_only_in_its_direction() -> None:
    assert only(NEAR_ONE, above=True).verdict is VerdictWord.SUPPORTED
    assert only(NEAR_ONE, above=True).high == math.inf
    assert only(tuple(-each for each in NEAR_ONE), "less", below=True).verdict is VerdictWord.SUPPORTED
    closed = only(NEAR_ONE, below=True)
    assert (closed.verdict, closed.p_value, closed.seeds_needed) == (VerdictWord.INCONCLUSIVE, 1.0, "")
    assert only(NEAR_ONE, claimed=2.0, above=True).verdict is VerdictWord.INCONCLUSIVE


def test_bound_is_never_no_meaningful_difference() -> None:
    assert only((0.0,) * 5, above=True).verdict is VerdictWord.INCONCLUSIVE
    equal = only((0.01, 0.0, 0.02, 0.01, 0.0), "equal", above=True)
    assert (equal.verdict, equal.p_value) == (VerdictWord.INCONCLUSIVE, 1.0)
    assert only(NEAR_ONE, "equal", above=True).verdict is VerdictWord.CONTRADICTED


def test_holm_widens_intervals_of_family() -> None:
    weaker = (1.4, 0.8, 1.7, 0.9, 1.3)
    strong, weak = decide([Contrast(NEAR_ONE, "greater", 0.5), Contrast(weaker, "greater", 0.5)], 0.95)
    assert (strong.verdict, weak.verdict) == (VerdictWord.SUPPORTED, VerdictWord.SUPPORTED)
    assert (strong.corrected_confidence, weak.corrected_confidence) == pytest.approx((0.975, 0.95))
    assert strong.corrected_low < strong.low < strong.high < strong.corrected_high


def test_nearness_gets_bonferroni_interval() -> None:
    """Holm orders by the evidence for effects that matter, which says nothing about nearness."""
    small = (0.1, 0.22, 0.0, 0.2, 0.03)
    alone = only(small, matters=0.3)
    assert alone.verdict is VerdictWord.NO_MEANINGFUL_DIFFERENCE
    assert alone.corrected_confidence == pytest.approx(0.95)

    strong, small_one = decide([Contrast(NEAR_ONE, "greater", 0.5), Contrast(small, "greater", 0.3)], 0.95)
    assert (strong.verdict, small_one.verdict) == (VerdictWord.SUPPORTED, VerdictWord.NO_MEANINGFUL_DIFFERENCE)
    assert small_one.corrected_confidence == pytest.approx(0.975)

    *_, undecided = decide([*[Contrast(NEAR_ONE, "greater", 0.5)] * 9, Contrast(small, "greater", 0.3)], 0.95)
    assert undecided.verdict is VerdictWord.INCONCLUSIVE
    assert undecided.corrected_confidence == pytest.approx(0.995 if not undecided.direction_known else 0.95)


def test_known_direction_keeps_holm_interval() -> None:
    """What matters makes it inconclusive, not the correction, so the interval must not be widened."""
    steady = (0.2, 0.7, 0.35, 0.65, 0.3, 0.5)
    first, open_still = decide([*[Contrast(NEAR_ONE, "greater", 0.5)] * 9, Contrast(steady, "greater", 0.6)], 0.95)[-2:]
    assert first.verdict is VerdictWord.SUPPORTED
    assert (open_still.verdict, open_still.direction_known) == (VerdictWord.INCONCLUSIVE, True)
    assert open_still.corrected_confidence == pytest.approx(0.95)
    assert open_still.corrected_low == open_still.low > 0


def test_variances_of_alike_contrasts_are_moderated() -> None:
    """A lucky pair of equal sides has a narrow interval alone, and a wider one among others of its kind."""
    family = [Contrast((2.0, 1.5, 2.4, 1.8), "greater", 0.5, alike="accuracy") for _ in range(3)]
    lucky = Contrast((1.0, 1.01, 0.99, 1.0), "greater", 0.5, alike="accuracy")
    moderated = decide([*family, lucky], 0.95)[-1]
    alone = decide([*family, Contrast(lucky.differences, "greater", 0.5)], 0.95)[-1]
    assert alone.std == moderated.std
    assert moderated.high - moderated.low > 2 * (alone.high - alone.low)


def test_interval_has_what_the_seeds_share() -> None:
    """Ten times the variance is the square root of ten times the width; degrees of freedom by Welch-Satterthwaite."""
    variance = float(np.var(NEAR_ONE, ddof=1)) / 5
    shared = SharedVariance(9 * variance, 0.0)
    (found,) = decide([Contrast(NEAR_ONE, "greater", 0.5, shared=shared)], 0.95)
    half = quantile(0.05, 4 * 100) * math.sqrt(10 * variance)
    assert (found.low, found.high) == pytest.approx((1 - half, 1 + half))


def test_overlap_of_resplits_widens_interval() -> None:
    (found,) = decide([Contrast(NEAR_ONE, "greater", 0.5, overlap=0.25)], 0.95)
    half = quantile(0.05, 4) * math.sqrt(np.var(NEAR_ONE, ddof=1) * (1 / 5 + 0.25))
    assert found.high - found.low == pytest.approx(2 * half)


def test_seeds_needed_give_a_verdict_in_four_of_five_samples() -> None:
    generator = np.random.default_rng(7)
    differences = np.array([-1.0, -0.5, 0.0, 0.5, 1.0]) / math.sqrt(0.625) + 1.1
    found = only(tuple(differences))
    assert found.verdict is VerdictWord.INCONCLUSIVE
    assert found.std == pytest.approx(1.0)
    n = int(found.seeds_needed)
    assert n == 24  # (1.96 + 0.84)^2 / 0.6^2 = 21.8 for known variance
    again = [only(tuple(each)) for each in generator.normal(1.1, 1.0, size=(400, n))]
    assert np.mean([each.verdict is VerdictWord.SUPPORTED for each in again]) == pytest.approx(0.8, abs=0.05)


def test_seeds_needed_for_nearness() -> None:
    differences = np.array([-1.0, -0.5, 0.0, 0.5, 1.0]) / math.sqrt(0.625)
    found = only(tuple(differences), matters=0.6)
    assert (found.verdict, found.seeds_needed) == (VerdictWord.INCONCLUSIVE, "31")


def test_very_wide_interval_needs_more_than_maximum_seeds() -> None:
    assert only((-100.0, 0.0, 101.0)).seeds_needed == "more than 1000"


def test_no_number_of_seeds_makes_up_for_few_test_images() -> None:
    differences = (0.8, 0.4, 1.3, 0.5, 1.0)
    limited = Contrast(differences, "greater", 0.5, shared=SharedVariance(0.04, 0.04**2 / 400))
    (found,) = decide([limited], 0.95)
    assert (found.verdict, found.seeds_needed) == (VerdictWord.INCONCLUSIVE, "")
    assert int(only(differences).seeds_needed) > 5


def test_same_verdict_is_certain_for_strong_evidence_and_even_at_the_border() -> None:
    assert only(NEAR_ONE).same_verdict_percent > 98
    noise = np.array([-1.2, -0.6, -0.1, 0.1, 0.4, 1.4])
    half = quantile(0.05, 5) * noise.std(ddof=1) / math.sqrt(6)
    at_border = tuple(noise - noise.mean() + half + 0.5001)
    border = only(at_border)
    assert border.verdict is VerdictWord.SUPPORTED
    assert 35 < border.same_verdict_percent < 65
    assert border == only(at_border)


@pytest.mark.parametrize("n", [3, 6])
def test_same_verdict_agrees_with_fresh_samples(n: int) -> None:
    """Over claims of all sizes of effect and noise, the chance is the share of verdicts that other seeds repeat."""
    generator = np.random.default_rng(11)
    chances, repeated = [], []
    for _ in range(60):
        effects, stds = generator.normal(1.0, 1.5, size=(8, 1)), np.exp(generator.normal(-1.0, 0.5, size=(8, 1)))
        found, again = (
            decide([Contrast(tuple(each), "greater", 0.5, alike="accuracy") for each in family], 0.95)
            for family in effects + stds * generator.normal(size=(2, 8, n))
        )
        chances += [each.same_verdict_percent for each in found]
        repeated += [each.verdict is other.verdict for each, other in zip(found, again, strict=True)]
    assert np.mean(chances) == pytest.approx(100 * np.mean(repeated), abs=5)
    likely = np.array(chances) > 95
    assert 100 * np.mean(np.array(repeated)[likely]) > 92


def test_claims_of_a_whole_run_are_decided_in_seconds() -> None:
    generator = np.random.default_rng(1)
    families = generator.normal(1.0, 1.0, size=(25, 8, 6))
    began = time.process_time()
    for family in families:
        decide([Contrast(tuple(each), "greater", 0.5, 2.0, alike="accuracy") for each in family], 0.95)
    assert time.process_time() - began < 5  # half a second where nothing else runs
