"""Scaled dot-product attention."""

import math

import torch
from torch import Tensor


def attention(queries: Tensor, keys: Tensor, values: Tensor, causal: bool = False) -> Tensor:
    """Return softmax(Q K^T / sqrt(d)) V; with `causal`, positions attend to no later ones.

    Vaswani et al. 2017.
    """
    width = queries.shape[-1]
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(width)  # (..., queries, keys)
    if causal:
        later = torch.ones_like(scores, dtype=torch.bool).triu(diagonal=1)
        scores = scores.masked_fill(later, -math.inf)
    return scores.softmax(dim=-1) @ values
