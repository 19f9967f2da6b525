"""The number of steps after which a curve reaches an accuracy."""

import math

import numpy as np
import pytest

from groundwork.tables.shared.speed import steps_to

STEPS = np.array([0.0, 9.0, 36.0, 1290.0])


@pytest.mark.parametrize(
    ("accuracies", "target", "expected"),
    [
        ((10, 75, 85, 83), 80, 18.0),  # half way between 9 and 36 on the logarithmic scale
        ((10, 75, 85, 83), 75, 9.0),
        ((10, 75, 85, 83), 40, 9.0),  # no point between the untrained network and 9 steps
        ((10, 75, 85, 83), 83, math.exp(0.2 * math.log(9) + 0.8 * math.log(36))),
        ((10, 75, 85, 83), 86, math.inf),
        ((50, 75, 85, 83), 40, math.nan),
    ],
)
def test_steps_to_accuracy(accuracies: tuple[float, ...], target: float, expected: float) -> None:
    assert steps_to(STEPS, np.array(accuracies), target) == pytest.approx(expected, nan_ok=True)


def test_curve_that_begins_after_training_began() -> None:
    assert steps_to(np.array([9.0, 18.0]), np.array([80.0, 90.0]), 70) == 9.0
