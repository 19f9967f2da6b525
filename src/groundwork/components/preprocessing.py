"""Preprocessing: how images, the rows of a table or windows of tokens become the network's inputs.

Statistics come from the reference, one fixed set of training images for all seeds, even where each seed draws its own;
no image of validation or test has a say in them.
"""

import torch

from groundwork.components.examples import Images, Rows, Windows
from groundwork.components.randomness import generator_for


def raw(images: Images, reference: Images, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return 8-bit images as the numbers they hold, from 0 to 255, shaped (n, channels, height, width)."""
    return _with_channels(images.float())


def unit_range(images: Images, reference: Images, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return 8-bit images as numbers in [0, 1], shaped (n, channels, height, width)."""
    return _scaled(images, top_value)


def standardized(images: Images, reference: Images, top_value: int) -> torch.Tensor:
    """Return images (n, channels, height, width), each channel standardized by mean and std of the reference."""
    return _standardized(_scaled(images, top_value), _scaled(reference, top_value), (0, 2, 3))


def permuted(images: Images, reference: Images, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return the images of `unit_range` with their pixels shuffled by one permutation, the same for every image."""
    scaled = _scaled(images, top_value)
    flat = scaled.flatten(2)  # (n, channels, pixels)
    order = torch.randperm(flat.shape[2], generator=generator_for(0, "pixel permutation"))
    return flat[:, :, order].view_as(scaled)


def standardized_features(rows: Rows, reference: Rows, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return a table's rows (n, features), each column standardized by its mean and std in the reference.

    A column that is constant in the reference tells nothing and becomes 0.
    """
    return _standardized(rows, reference, (0,))


def tokens(windows: Windows, reference: Windows, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return windows of tokens (n, length) as the integers that an embedding looks up."""
    return windows.long()


def _scaled(images: Images, top_value: int) -> torch.Tensor:
    return _with_channels(images.float() / top_value)


def _with_channels(images: torch.Tensor) -> torch.Tensor:
    """Return images (n, channels, height, width); gray ones have one channel and lie in their file without it."""
    return images.unsqueeze(1) if images.ndim == 3 else images


def _standardized(inputs: torch.Tensor, reference: torch.Tensor, dimensions: tuple[int, ...]) -> torch.Tensor:
    std, mean = torch.std_mean(reference, dimensions, correction=0, keepdim=True)
    is_constant = reference.amax(dimensions, keepdim=True) == reference.amin(dimensions, keepdim=True)
    return (inputs - mean) / std.masked_fill(is_constant, torch.inf)
