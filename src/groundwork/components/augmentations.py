"""Random transforms of a batch before each training step: images (n, channels, height, width) in, as many out."""

import torch
from torch.nn import functional

from groundwork.components.examples import Images
from groundwork.config.bounds import PositiveInteger


def none(inputs: torch.Tensor, generator: torch.Generator) -> torch.Tensor:  # noqa: ARG001
    """Return the batch itself."""
    return inputs


def random_crop(inputs: Images, generator: torch.Generator, *, padding: PositiveInteger = 2) -> torch.Tensor:
    """Return a random crop of each image's own size after zero padding by `padding` pixels on every side.

    That is a shift by whole pixels, down and across, each from -padding to padding with equal probability.
    """
    count, _channels, height, width = inputs.shape
    moves = torch.randint(2 * padding + 1, (2, count), generator=generator).to(inputs.device)
    padded = functional.pad(inputs, (padding,) * 4)
    # A view of every window of the images' size, so that choosing one of each is the only copy.
    windows = padded.unfold(2, height, 1).unfold(3, width, 1)  # (n, channels, places, places, height, width)
    return windows[torch.arange(count, device=inputs.device), :, moves[0], moves[1]]


def random_horizontal_flip(inputs: Images, generator: torch.Generator) -> torch.Tensor:
    """Return each image flipped left to right with probability 0.5."""
    chosen = torch.randint(2, (len(inputs), 1, 1, 1), generator=generator).bool().to(inputs.device)
    return torch.where(chosen, inputs.flip(-1), inputs)
