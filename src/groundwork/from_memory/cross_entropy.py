"""Cross-entropy from scores, without overflow."""

import numpy as np
from numpy.typing import NDArray


def log_sum_exp(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log(sum(exp(scores))) of each row; without the largest, exp cannot overflow."""
    largest = scores.max(axis=1, keepdims=True)  # (batch, 1)
    total = np.exp(scores - largest).sum(axis=1)  # (batch)
    return np.asarray(largest[:, 0] + np.log(total))


def cross_entropy(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return the mean of -log(softmax(scores)) at the labels; scores are (batch, classes)."""
    of_label = scores[np.arange(len(labels)), labels]  # (batch)
    return float((log_sum_exp(scores) - of_label).mean())
