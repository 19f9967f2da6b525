"""How a batch is varied before each training step: images (n, channels, height, width) in, as many out."""

import torch
from torch.nn import functional

from groundwork.components.examples import Images
from groundwork.config.bounds import PositiveInteger


def none(inputs: torch.Tensor, generator: torch.Generator) -> torch.Tensor:  # noqa: ARG001
    """Return the batch itself."""
    return inputs


def shifted(inputs: Images, generator: torch.Generator, *, pixels: PositiveInteger = 2) -> torch.Tensor:
    """Return each image moved by its own whole numbers of pixels, down and across, from -pixels to pixels.

    Every number is equally likely. What enters at an edge is zero.
    """
    count, _channels, height, width = inputs.shape
    moves = torch.randint(2 * pixels + 1, (2, count), generator=generator).to(inputs.device)
    padded = functional.pad(inputs, (pixels,) * 4)
    # A view of every window of the images' size, so that choosing one of each is the only copy.
    windows = padded.unfold(2, height, 1).unfold(3, width, 1)  # (n, channels, places, places, height, width)
    return windows[torch.arange(count, device=inputs.device), :, moves[0], moves[1]]


def mirrored(inputs: Images, generator: torch.Generator) -> torch.Tensor:
    """Return each image as it is or, one time in two, with left and right exchanged."""
    chosen = torch.randint(2, (len(inputs), 1, 1, 1), generator=generator).bool().to(inputs.device)
    return torch.where(chosen, inputs.flip(-1), inputs)
