"""Inverted dropout: scaled in training, the identity in evaluation."""

import torch
from torch import Tensor


def dropout(inputs: Tensor, rate: float, training: bool) -> Tensor:
    """In training, zero each input with probability `rate` and divide the others by 1 - rate.

    Srivastava et al. 2014, in the inverted form: the expected value is the input.
    """
    if not training:
        return inputs
    kept = torch.empty_like(inputs).bernoulli_(1 - rate)  # 1 or 0
    return inputs * kept / (1 - rate)
