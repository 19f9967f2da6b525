"""Intervals and tests compared with scipy, Holm's procedure by hand, moderated and shared variances by simulation."""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import polygamma

from groundwork.core.statistics import (
    NOT_SHARED,
    around_root_mean_square,
    half_width,
    holm_levels,
    levels_beyond,
    mean_interval,
    moderated,
    quantile,
    shared_variance,
)


def test_mean_interval_is_students() -> None:
    values = [1.0, 2.0, 3.0, 4.0, 5.0]
    found = mean_interval(values, 0.95)
    low, high = stats.t.interval(0.95, 4, loc=3.0, scale=stats.sem(values))
    assert (found.n, found.mean) == (5, 3.0)
    assert (found.std, found.low, found.high) == pytest.approx((math.sqrt(2.5), low, high))


def test_equal_values_have_exact_mean_and_zero_standard_deviation() -> None:
    """The floating-point mean of ten times 0.1 is not 0.1."""
    found = mean_interval([0.1] * 10, 0.95)
    assert (found.n, found.mean, found.std, found.low, found.high) == (10, 0.1, 0.0, 0.1, 0.1)


def test_one_value_has_no_standard_deviation() -> None:
    found = mean_interval([88.5], 0.95)
    assert (found.n, found.mean) == (1, 88.5)
    assert all(math.isnan(each) for each in (found.std, found.low, found.high))


def test_nan_values_are_ignored_and_no_values_give_nan() -> None:
    assert mean_interval([1.0, math.nan, 3.0], 0.9).n == 2
    empty = mean_interval([], 0.9)
    assert empty.n == 0
    assert math.isnan(empty.mean)


def test_infinite_value_has_no_interval() -> None:
    found = mean_interval([1.0, math.inf, 2.0], 0.95)
    assert (found.n, found.mean) == (3, math.inf)
    assert math.isnan(found.std)
    assert math.isnan(found.low)


def test_quantile_of_four_degrees_and_of_the_normal_distribution() -> None:
    assert quantile(0.05, 4) == pytest.approx(2.776445105)
    assert quantile(0.05, math.inf) == pytest.approx(1.959963985)
    assert half_width(2.0, 4, 0.05) == pytest.approx(3.182446305)


def test_level_beyond_is_the_p_value_of_a_t_test() -> None:
    values = [0.4, 1.1, -0.2, 0.9, 0.7]
    found = levels_beyond(np.array([np.mean(values)]), np.array([stats.sem(values)]), np.array([4.0]))
    assert found[0] == pytest.approx(stats.ttest_1samp(values, 0).pvalue)


@pytest.mark.parametrize(
    ("distance", "reaching", "expected"), [(0.5, False, 0.0), (-0.5, True, 1.0), (0.0, False, 1.0), (0.0, True, 0.0)]
)
def test_level_beyond_without_standard_error(distance: float, reaching: bool, expected: float) -> None:
    assert levels_beyond(np.array([distance]), np.zeros(1), np.ones(1), reaching)[0] == expected


def test_level_beyond_is_one_on_the_wrong_side() -> None:
    assert levels_beyond(np.array([-1.0]), np.ones(1), np.full(1, 4.0))[0] == 1.0


def test_holm_by_hand() -> None:
    """0.005 < 0.05/4 and 0.01 < 0.05/3 are rejected, 0.03 >= 0.05/2 is not, and its level serves 0.04 too."""
    found = holm_levels(np.array([[0.01, 0.04, 0.03, 0.005], [0.9, 0.8, 0.7, 0.6]]), 0.05)
    assert found[0] == pytest.approx([0.05 / 3, 0.025, 0.025, 0.0125])
    assert found[1] == pytest.approx([0.0125] * 4)


def test_holm_rejects_what_the_adjusted_p_values_reject() -> None:
    p_values = np.random.default_rng(1).uniform(0, 0.06, size=(200, 6))
    rejected = p_values < holm_levels(p_values, 0.05)
    for p, found in zip(p_values, rejected, strict=True):
        order = np.argsort(p)
        adjusted = np.empty(6)
        adjusted[order] = np.maximum.accumulate((6 - np.arange(6)) * p[order])
        assert found.tolist() == (adjusted < 0.05).tolist()


def test_interval_has_nominal_coverage() -> None:
    draws = np.random.default_rng(20).normal(3.0, 2.0, size=(4000, 5))
    intervals = [mean_interval(draw, 0.95) for draw in draws]
    covered = np.mean([each.low <= 3.0 <= each.high for each in intervals])
    assert covered == pytest.approx(0.95, abs=0.01)


def test_moderation_finds_the_prior_that_was_drawn_from() -> None:
    """With many samples, the prior's degrees of freedom and scale are those of the distribution of true variances."""
    generator = np.random.default_rng(0)
    true = 2.0 * 8 / generator.chisquare(8, size=40_000)
    variances = true * generator.chisquare(4, size=true.size) / 4
    shrunk, degrees = moderated(variances[None], np.full((1, true.size), 4.0))
    assert degrees[0] == pytest.approx(np.full(true.size, 8 + 4), rel=0.1)
    assert shrunk[0] == pytest.approx((8 * 2.0 + 4 * variances) / 12, rel=0.05)


def test_moderation_by_hand() -> None:
    """The prior of three variances, estimated as in Smyth 2004, has two degrees of freedom at most."""
    variances, degrees = np.array([1.0, 1.2, 0.9]), 4.0
    logs = np.log(variances) - polygamma(0, 2) + np.log(2)
    assert logs.var(ddof=1) < polygamma(1, 2)  # they vary less than samples of equal variances do
    shrunk, found = moderated(variances[None], np.full((1, 3), degrees))
    assert found[0] == pytest.approx([6.0] * 3)
    assert shrunk[0] == pytest.approx((2 * np.exp(logs.mean()) + 4 * variances) / 6)


def test_fewer_than_three_variances_and_zeros_are_not_moderated() -> None:
    variances = np.array([[1.0, 2.0, 0.0], [1.0, 4.0, 2.0]])
    shrunk, degrees = moderated(variances, np.full((2, 3), 4.0))
    assert shrunk[0].tolist() == [1.0, 2.0, 0.0]
    assert degrees[0].tolist() == [4.0] * 3
    assert shrunk[1].min() > 1.0
    assert shrunk[1].max() < 4.0
    with_zero, degrees = moderated(np.array([[1.0, 4.0, 2.0, 0.0]]), np.full((1, 4), 4.0))
    assert with_zero[0, :3] == pytest.approx(shrunk[1])
    assert (with_zero[0, 3], degrees[0, 3]) == (0.0, 4.0)


def test_shared_variance_is_that_of_the_examples() -> None:
    """Of values made of a seed's, an example's and their own part, only the examples' is shared by the seeds."""
    generator = np.random.default_rng(3)
    found = []
    for _ in range(300):
        parts = generator.normal(size=(5, 1)) + 0.7 * generator.normal(size=200) + 2 * generator.normal(size=(5, 200))
        found.append(shared_variance(parts).value)
    assert np.mean(found) == pytest.approx(0.49 / 200, rel=0.1)


def test_shared_variance_of_equal_examples_is_zero() -> None:
    assert shared_variance(np.full((3, 50), 100.0)) == NOT_SHARED
    assert shared_variance(np.ones((3, 1))) == NOT_SHARED


def test_shared_variance_of_one_seed_counts_all_that_varies() -> None:
    found = shared_variance(np.array([[0.0, 100.0, 0.0, 100.0]]))
    assert found.value == pytest.approx(np.var([0, 100, 0, 100], ddof=1) / 4)
    assert found.curvature == pytest.approx(found.value**2 / 3)


def test_root_mean_square_of_log_normal_ratios_and_its_standard_error() -> None:
    """Ratios with mean square 1 have a geometric mean of 0.75; their interval is as Cox's method has it."""
    ratios = np.random.default_rng(1).lognormal(-(0.53**2), 0.53, size=2000)
    found = np.log(around_root_mean_square(ratios))
    assert np.exp(np.log(ratios).mean()) == pytest.approx(0.75, abs=0.02)
    assert np.exp(found.mean()) == pytest.approx(1.0, abs=0.03)
    variance = np.log(ratios).var(ddof=1)
    assert found.var(ddof=1) / 2000 == pytest.approx(variance / 2000 + 2 * variance**2 / 1999)


def test_root_mean_square_leaves_out_what_is_not_positive() -> None:
    found = around_root_mean_square(np.array([0.5, math.nan, 0.0, 2.0]))
    assert math.isnan(found[1])
    assert found[2] == 0.0
    assert found[[0, 3]].tolist() == around_root_mean_square(np.array([0.5, 2.0])).tolist()
    assert around_root_mean_square(np.array([0.5])).tolist() == [0.5]


def test_interval_of_a_root_mean_square_has_coverage() -> None:
    """Of eight draws of a deep network that keeps its mean square, the interval has 1 nearly as often as it says."""
    draws, covered = np.random.default_rng(2).lognormal(-(0.53**2), 0.53, size=(1500, 8)), []
    for drawn in draws:
        found = mean_interval(np.log(around_root_mean_square(drawn)), 0.95)
        covered.append(found.low <= 0 <= found.high)
    assert 0.92 <= np.mean(covered) <= 0.97
