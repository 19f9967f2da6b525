"""Preprocessing: converts images, tabular rows or windows of tokens to network inputs.

Statistics come from `reference`, the training examples of the seed; validation and test examples are never used.
"""

import torch

from groundwork.components.examples import Images, Rows, Windows
from groundwork.components.randomness import generator_for


def raw(images: Images, reference: Images, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return 8-bit images as floats from 0 to 255, shaped (n, channels, height, width)."""
    return _with_channels(images.float())


def unit_range(images: Images, reference: Images, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return 8-bit images scaled to [0, 1], shaped (n, channels, height, width)."""
    return _scaled(images, top_value)


def standardized(images: Images, reference: Images, top_value: int) -> torch.Tensor:
    """Return images (n, channels, height, width), each channel standardized by the reference's mean and std."""
    return _standardized(_scaled(images, top_value), _scaled(reference, top_value), (0, 2, 3))


def permuted(images: Images, reference: Images, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return images in [0, 1] with their pixels permuted, by the same permutation for every image."""
    scaled = _scaled(images, top_value)
    flat = scaled.flatten(2)  # (n, channels, pixels)
    order = torch.randperm(flat.shape[2], generator=generator_for(0, "pixel permutation"))
    return flat[:, :, order].view_as(scaled)


def standardized_features(rows: Rows, reference: Rows, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return tabular rows (n, features), each column standardized by the reference's mean and std.

    A column that is constant in the reference carries no information and becomes 0.
    """
    return _standardized(rows, reference, (0,))


def tokens(windows: Windows, reference: Windows, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return windows of tokens (n, length) as 64-bit integers for an embedding."""
    return windows.long()


def _scaled(images: Images, top_value: int) -> torch.Tensor:
    return _with_channels(images.float() / top_value)


def _with_channels(images: torch.Tensor) -> torch.Tensor:
    """Return images (n, channels, height, width), adding the channel that grayscale files omit."""
    return images.unsqueeze(1) if images.ndim == 3 else images


def _standardized(inputs: torch.Tensor, reference: torch.Tensor, dimensions: tuple[int, ...]) -> torch.Tensor:
    std, mean = torch.std_mean(reference, dimensions, correction=0, keepdim=True)
    is_constant = reference.amax(dimensions, keepdim=True) == reference.amin(dimensions, keepdim=True)
    return (inputs - mean) / std.masked_fill(is_constant, torch.inf)
