"""The choice of a learning rate by the tuning seeds."""

from math import inf

import pytest

from groundwork.core.tuning import choose, late_mean

CURVE = [(0, 10.0), (50, 40.0), (75, 60.0), (90, 62.0), (100, 67.0), (200, 90.0)]


@pytest.mark.parametrize(("end", "mean"), [(100, 63.0), (75, 60.0), (200, 90.0), (50, 40.0), (0, 10.0)])
def test_late_mean_is_over_the_last_quarter_of_the_steps(end: int, mean: float) -> None:
    assert late_mean(CURVE, end) == mean


def test_late_mean_has_the_digits_of_a_table() -> None:
    """Otherwise a tie in the table would be none in the job, and the two could choose differently."""
    assert late_mean([(100, 200 / 3)], 100) == 66.66667


@pytest.mark.parametrize(
    ("scores", "better", "chosen"),
    [
        ({0.1: [60, 70], 0.01: [80, 81], 0.001: [70, 71]}, "higher", 0.01),
        ({0.1: [60, 70], 0.01: [80, 81], 0.001: [70, 71]}, "lower", 0.1),
        ({0.1: [80, 82], 0.01: [81, 81], 0.001: [70, 71]}, "higher", 0.01),
        ({0.1: [3.0, inf], 0.01: [9.0, 9.0]}, "lower", 0.01),
        ({0.1: [inf, inf], 0.01: [inf, inf]}, "lower", 0.01),
        ({}, "higher", None),
    ],
)
def test_the_best_mean_is_chosen(scores: dict[float, list[float]], better: str, chosen: float | None) -> None:
    """Ties go to the lower rate."""
    assert choose(scores, lower_is_better=better == "lower") == chosen


def test_a_tie_does_not_depend_on_the_order_of_seeds() -> None:
    values = [0.1, 0.2, 0.3]

    assert choose({0.1: values, 0.01: values[::-1]}, lower_is_better=False) == 0.01
    assert choose({0.1: values[::-1], 0.01: values}, lower_is_better=False) == 0.01
