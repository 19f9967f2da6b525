"""Causal self-attention with several heads."""

import math

import torch
from torch import Tensor


def split_heads(values: Tensor, heads: int) -> Tensor:
    """Return (batch, places, width) as (batch, heads, places, width / heads)."""
    batch, places, width = values.shape
    return values.view(batch, places, heads, width // heads).transpose(1, 2)


def causal_self_attention(inputs: Tensor, w_qkv: Tensor, w_out: Tensor, heads: int) -> Tensor:
    """Return for each place of (batch, places, width) a mixture of itself and earlier places.

    Vaswani et al. 2017. w_qkv is (3 width, width), w_out is (width, width).
    """
    batch, places, width = inputs.shape
    projected = (inputs @ w_qkv.T).chunk(3, dim=-1)
    queries, keys, values = (split_heads(each, heads) for each in projected)
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(width // heads)  # (batch, heads, to, from)
    later = torch.ones(places, places, dtype=torch.bool).triu(diagonal=1)
    weights = scores.masked_fill(later, -math.inf).softmax(dim=-1)
    mixed = (weights @ values).transpose(1, 2).reshape(batch, places, width)
    return mixed @ w_out.T
