"""Perplexity of a language model."""

import numpy as np
from numpy.typing import NDArray

PADDING = -1


def token_losses(logits: NDArray[np.float64], targets: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return -log(softmax(logits)) at each target that is not padding.

    Logits are (batch, places, vocabulary), targets (batch, places).
    """
    is_token = targets != PADDING
    kept, wanted = logits[is_token], targets[is_token]  # (tokens, vocabulary), (tokens)
    shifted = kept - kept.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1))  # (tokens)
    return np.asarray(log_sum - shifted[np.arange(len(wanted)), wanted])


def perplexity(logits: NDArray[np.float64], targets: NDArray[np.int64]) -> float:
    """Return the exponential of the mean loss per token, over all tokens of the batch."""
    return float(np.exp(token_losses(logits, targets).mean()))
