"""Cross-entropy from logits, without overflow."""

import numpy as np
from numpy.typing import NDArray


def log_sum_exp(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log(sum(exp(logits))) per row; subtracting the maximum prevents overflow."""
    largest = logits.max(axis=1, keepdims=True)  # (batch, 1)
    total = np.exp(logits - largest).sum(axis=1)  # (batch)
    return np.asarray(largest[:, 0] + np.log(total))


def cross_entropy(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return the mean of -log(softmax(logits)) at the labels; logits: (batch, classes)."""
    of_label = logits[np.arange(len(labels)), labels]  # (batch)
    return float((log_sum_exp(logits) - of_label).mean())
