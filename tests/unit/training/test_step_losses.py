"""The variation of step losses, against numbers computed by hand."""

import math

import pytest

from groundwork.training.step_losses import residual_standard_deviation, standard_deviation


@pytest.mark.parametrize(
    ("losses", "expected"),
    [([], None), ([1.0], None), ([1.0, 3.0], math.sqrt(2)), ([1.0, math.nan, 3.0], None), ([1.0, math.inf], None)],
)
def test_standard_deviation(losses: list[float], expected: float | None) -> None:
    assert standard_deviation(losses) == (None if expected is None else pytest.approx(expected, rel=1e-6))


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([1.0, 2.0], None),
        ([3.0, 2.0, 1.0], 0.0),  # nothing but learning
        ([0.8, 0.5, 0.4], math.sqrt(0.02 / 3)),  # around 0.76667, 0.56667, 0.36667, with one degree of freedom
        ([1.0, -1.0, -1.0, 1.0], math.sqrt(2)),
    ],
)
def test_residual_standard_deviation_is_around_a_line(losses: list[float], expected: float | None) -> None:
    found = residual_standard_deviation(losses)
    assert found == (None if expected is None else pytest.approx(expected, rel=1e-6, abs=1e-12))


def test_residual_standard_deviation_ignores_a_trend() -> None:
    noise = [0.01, -0.02, 0.015, 0.0, -0.01, 0.005]
    falling = [2.0 - 0.1 * step + each for step, each in enumerate(noise)]

    assert residual_standard_deviation(falling) == pytest.approx(residual_standard_deviation(noise), rel=1e-6)
