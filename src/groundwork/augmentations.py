"""How a batch of training images is varied: each function draws from one generator."""

import torch


def none(inputs: torch.Tensor, generator: torch.Generator) -> torch.Tensor:  # noqa: ARG001
    """Return the inputs as they are."""
    return inputs
