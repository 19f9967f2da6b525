"""Data augmentation: random transforms of a batch before each training step; shapes do not change."""

import torch
from torch.nn import functional

from groundwork.components.examples import Images
from groundwork.config.bounds import PositiveInteger


def none(inputs: torch.Tensor, generator: torch.Generator) -> torch.Tensor:  # noqa: ARG001
    """Return the batch unchanged."""
    return inputs


def random_crop(inputs: Images, generator: torch.Generator, *, padding: PositiveInteger = 2) -> torch.Tensor:
    """Pad images (n, channels, height, width) with `padding` zeros on every side and crop each to its original size.

    Equivalently, shift each image by whole pixels, drawn uniformly from -padding to padding in both directions.
    """
    count, _channels, height, width = inputs.shape
    offsets = torch.randint(2 * padding + 1, (2, count), generator=generator).to(inputs.device)
    padded = functional.pad(inputs, (padding,) * 4)
    # unfold gives views of all windows, so that selecting one per image is the only copy.
    windows = padded.unfold(2, height, 1).unfold(3, width, 1)  # (n, channels, offsets, offsets, height, width)
    return windows[torch.arange(count, device=inputs.device), :, offsets[0], offsets[1]]


def random_horizontal_flip(inputs: Images, generator: torch.Generator) -> torch.Tensor:
    """Flip each image horizontally with probability 0.5."""
    is_flipped = torch.randint(2, (len(inputs), 1, 1, 1), generator=generator).bool().to(inputs.device)
    return torch.where(is_flipped, inputs.flip(-1), inputs)
