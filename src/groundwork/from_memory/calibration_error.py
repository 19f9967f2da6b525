"""Expected calibration error: the gap between confidence and accuracy."""

import numpy as np
from numpy.typing import NDArray


def calibration_error(probabilities: NDArray[np.float64], labels: NDArray[np.int64], bins: int = 10) -> float:
    """Return |accuracy - mean confidence| of equal-width bins, weighted by the number of images.

    Guo et al. 2017.
    """
    confidence = probabilities.max(axis=1)  # (images)
    correct = probabilities.argmax(axis=1) == labels  # (images)
    edges = np.linspace(0, 1, bins + 1)
    bin_of = np.digitize(confidence, edges[1:-1], right=True)
    error = 0.0
    for number in range(bins):
        members = bin_of == number
        if members.any():
            gap = abs(correct[members].mean() - confidence[members].mean())
            error += members.mean() * gap
    return float(error)
