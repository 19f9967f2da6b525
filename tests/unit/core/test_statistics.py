"""Intervals and tests compared with scipy, Holm's procedure by hand, and simulated coverage."""

import math

import numpy as np
import pytest
from scipy import stats

from groundwork.core.statistics import half_width, holm_levels, mean_interval, p_of_margin, p_of_zero, quantile


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


def test_quantile_of_four_degrees() -> None:
    assert quantile(0.05, 4) == pytest.approx(2.776445105)
    assert half_width(2.0, 4, 0.05) == pytest.approx(3.182446305)


def test_p_of_zero_is_the_t_test() -> None:
    values = [0.4, 1.1, -0.2, 0.9, 0.7]
    found = mean_interval(values, 0.95)
    assert p_of_zero(found.mean, found.std, 5) == pytest.approx(stats.ttest_1samp(values, 0).pvalue)


@pytest.mark.parametrize(("mean", "expected"), [(0.5, 0.0), (-0.5, 0.0), (0.0, 1.0)])
def test_p_value_with_zero_standard_deviation(mean: float, expected: float) -> None:
    assert p_of_zero(mean, 0.0, 5) == expected


def test_p_of_margin_inside_is_twice_the_larger_one_sided_p() -> None:
    values = [0.1, -0.2, 0.3, 0.0, 0.1]
    above = stats.ttest_1samp(values, -0.5, alternative="greater").pvalue
    below = stats.ttest_1samp(values, 0.5, alternative="less").pvalue
    found = mean_interval(values, 0.95)
    assert p_of_margin(found.mean, found.std, 5, 0.5) == pytest.approx(2 * max(above, below))


def test_p_of_margin_outside_tests_the_nearer_end() -> None:
    values = [1.1, 0.9, 1.4, 1.0, 1.2]
    found = mean_interval(values, 0.95)
    expected = 2 * stats.ttest_1samp(values, 0.5, alternative="greater").pvalue
    assert p_of_margin(found.mean, found.std, 5, 0.5) == pytest.approx(expected)


def test_holm_by_hand() -> None:
    """0.005 < 0.05/4 and 0.01 < 0.05/3 are rejected, 0.03 >= 0.05/2 is not, and its level serves 0.04 too."""
    assert holm_levels([0.01, 0.04, 0.03, 0.005], 0.05) == pytest.approx([0.05 / 3, 0.025, 0.025, 0.0125])


def test_holm_rejects_what_the_adjusted_p_values_reject() -> None:
    generator = np.random.default_rng(1)
    for _ in range(200):
        p_values = generator.uniform(0, 0.06, size=6)
        order = np.argsort(p_values)
        adjusted = np.empty(6)
        adjusted[order] = np.maximum.accumulate((6 - np.arange(6)) * p_values[order])
        levels = holm_levels(p_values.tolist(), 0.05)
        assert [p < level for p, level in zip(p_values, levels, strict=True)] == (adjusted < 0.05).tolist()


def test_holm_without_hypotheses() -> None:
    assert holm_levels([], 0.05) == []


def test_interval_has_nominal_coverage() -> None:
    draws = np.random.default_rng(20).normal(3.0, 2.0, size=(4000, 5))
    intervals = [mean_interval(draw, 0.95) for draw in draws]
    covered = np.mean([each.low <= 3.0 <= each.high for each in intervals])
    assert covered == pytest.approx(0.95, abs=0.01)
