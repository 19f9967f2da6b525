"""Dropout, scaled in training so that evaluation has nothing to do."""

import torch
from torch import Tensor


def dropout(inputs: Tensor, rate: float, training: bool) -> Tensor:
    """Return the inputs, in training some at zero and the others divided by 1 - rate.

    Srivastava et al. 2014, in the inverted form: the expected value is the input.
    """
    if not training:
        return inputs
    kept = torch.empty_like(inputs).bernoulli_(1 - rate)  # 1 or 0
    return inputs * kept / (1 - rate)
