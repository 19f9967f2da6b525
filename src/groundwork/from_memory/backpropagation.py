"""Backpropagation by hand through a two-layer network."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def backpropagation(
    x: Array, labels: Labels, w1: Array, b1: Array, w2: Array, b2: Array
) -> tuple[float, tuple[Array, Array, Array, Array]]:
    """Return the cross-entropy of softmax(relu(x w1 + b1) w2 + b2) and its four gradients."""
    rows = np.arange(len(x))
    before = x @ w1 + b1  # (batch, hidden)
    hidden = np.maximum(before, 0)
    logits = hidden @ w2 + b2  # (batch, classes)
    logits -= logits.max(axis=1, keepdims=True)
    p = np.exp(logits)
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, labels]).mean()

    d_logits = p.copy()
    d_logits[rows, labels] -= 1
    d_logits /= len(x)
    d_before = (d_logits @ w2.T) * (before > 0)  # (batch, hidden)
    d_first = x.T @ d_before, d_before.sum(axis=0)
    d_second = hidden.T @ d_logits, d_logits.sum(axis=0)
    return float(loss), (*d_first, *d_second)
