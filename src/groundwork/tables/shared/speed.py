"""How fast a run learns, read off its curve."""

import math

import numpy as np
from numpy.typing import NDArray


def steps_to(steps: NDArray[np.float64], accuracies: NDArray[np.float64], target: float) -> float:
    """Return after how many steps a curve, in order of steps, first reaches an accuracy; infinite if it never does.

    It is interpolated on the logarithm of the steps between points after training began; NaN if the untrained network
    is as accurate as that, so that there was nothing to learn.
    """
    reached = np.flatnonzero(accuracies >= target)
    if not reached.size:
        return math.inf
    after = int(reached[0])
    if steps[after] == 0:
        return math.nan
    if after == 0 or steps[after - 1] == 0:
        return float(steps[after])
    share = (target - accuracies[after - 1]) / (accuracies[after] - accuracies[after - 1])
    return float(np.exp((1 - share) * np.log(steps[after - 1]) + share * np.log(steps[after])))
