"""The choice of a learning rate by the tuning seeds."""

from math import inf

import pytest

from groundwork.core.tuning import Point, chosen_rate, late_mean

CURVE: list[Point] = [(0, 10.0), (50, 40.0), (75, 60.0), (90, 62.0), (100, 67.0), (200, 90.0)]


@pytest.mark.parametrize(
    ("end", "mean"),
    [(100, 63.0), (75, 60.0), (200, 90.0), (50, 40.0), (0, 10.0)],
)
def test_late_mean_is_over_the_last_quarter_of_the_steps(end: int, mean: float) -> None:
    assert late_mean(CURVE, end, None, 10.0) == mean


@pytest.mark.parametrize(("diverged_at", "expected"), [(None, 63.0), (99, 10.0), (100, 63.0), (130, 63.0), (3, 10.0)])
def test_a_run_that_diverged_by_then_is_worth_a_diverged_one(diverged_at: int | None, expected: float) -> None:
    """Steps are numbered from 0: step 100 is the first one after a horizon of 100 steps."""
    assert late_mean(CURVE, 100, diverged_at, 10.0) == expected


def test_a_late_value_that_is_not_finite_is_a_divergence() -> None:
    assert late_mean([(0, 2.3), (80, None), (100, 0.4)], 100, None, inf) == inf
    assert late_mean([(0, 2.3), (70, None), (100, 0.4)], 100, None, inf) == 0.4


def test_late_mean_has_the_digits_of_a_table() -> None:
    """Otherwise a tie in the table would be none in the job, and the two could choose differently."""
    assert late_mean([(100, 200 / 3)], 100, None, 10.0) == 66.66667


@pytest.mark.parametrize(
    ("scores", "better", "chosen"),
    [
        ({0.1: [60, 70], 0.01: [80, 81], 0.001: [70, 71]}, "higher", 0.01),
        ({0.1: [60, 70], 0.01: [80, 81], 0.001: [70, 71]}, "lower", 0.1),
        ({0.1: [80, 82], 0.01: [81, 81], 0.001: [70, 71]}, "higher", 0.01),
        ({0.1: [3.0, inf], 0.01: [9.0, 9.0]}, "lower", 0.01),
        ({0.1: [inf, inf], 0.01: [inf, inf]}, "lower", 0.01),
        ({0.1: [99], 0.01: [80, 81]}, "higher", 0.01),
        ({0.1: [99], 0.01: [80]}, "higher", None),
        ({}, "higher", None),
    ],
)
def test_the_best_mean_over_two_or_more_seeds_is_chosen(
    scores: dict[float, list[float]], better: str, chosen: float | None
) -> None:
    """Ties go to the lower rate, and one seed alone does not choose."""
    assert chosen_rate(scores, "higher" if better == "higher" else "lower") == chosen


def test_a_tie_does_not_depend_on_the_order_of_seeds() -> None:
    values = [0.1, 0.2, 0.3]

    assert chosen_rate({0.1: values, 0.01: values[::-1]}, "higher") == 0.01
    assert chosen_rate({0.1: values[::-1], 0.01: values}, "higher") == 0.01
