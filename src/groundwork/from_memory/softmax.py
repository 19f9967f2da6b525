"""Softmax and its gradient."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def softmax(logits: Array, temperature: float = 1.0) -> Array:
    """Return the softmax of logits divided by the temperature, per row of (batch, classes)."""
    scaled = logits / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def softmax_gradient(p: Array, d_p: Array) -> Array:
    """Return the gradient with respect to the logits from the one with respect to p.

    dp_i/dz_j = p_i (1[i = j] - p_j), so that dL/dz = p (dL/dp - sum(p dL/dp)).
    """
    return np.asarray(p * (d_p - (p * d_p).sum(axis=1, keepdims=True)))
