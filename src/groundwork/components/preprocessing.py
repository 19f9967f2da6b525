"""Preprocessing: converts images, tabular rows or windows of tokens to network inputs.

Statistics come from `reference`, the training examples of the seed; validation and test examples are never used.
"""

import torch

from groundwork.components.examples import Images, Rows, Windows
from groundwork.components.randomness import generator_for


def raw(images: Images, reference: Images, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return 8-bit images as floats from 0 to 255, shaped (n, channels, height, width)."""
    return _with_channels(images).float()


def unit_range(images: Images, reference: Images, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return 8-bit images scaled to [0, 1], shaped (n, channels, height, width)."""
    return _with_channels(images) / top_value


def standardized(images: Images, reference: Images, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return images (n, channels, height, width), each channel standardized by the reference's mean and std.

    A channel that is constant in the reference carries no information and becomes 0.
    """
    # Counting the 256 values is exact, and several times as fast as arithmetic on all pixels.
    values = torch.arange(256, dtype=torch.double)
    shares = torch.stack([_shares(channel) for channel in _with_channels(reference).unbind(1)])  # (channels, values)
    mean = shares @ values
    std = (shares * (values - mean[:, None]).square()).sum(1).sqrt()
    mean, std = (each.float()[:, None, None] for each in (mean, std.masked_fill(std == 0, torch.inf)))
    return _with_channels(images).float().sub_(mean).div_(std)


def permuted(images: Images, reference: Images, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return images in [0, 1] with their pixels permuted, by the same permutation for every image."""
    channels = _with_channels(images)
    flat = channels.flatten(2)  # (n, channels, pixels)
    order = torch.randperm(flat.shape[2], generator=generator_for(0, "pixel permutation"))
    return flat[:, :, order].view_as(channels) / top_value


def standardized_features(rows: Rows, reference: Rows, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return tabular rows (n, features), each column standardized by the reference's mean and std.

    A column that is constant in the reference carries no information and becomes 0.
    """
    std, mean = torch.std_mean(reference, 0, correction=0, keepdim=True)
    is_constant = reference.amax(0, keepdim=True) == reference.amin(0, keepdim=True)
    return (rows - mean) / std.masked_fill(is_constant, torch.inf)


def tokens(windows: Windows, reference: Windows, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return windows of tokens (n, length) as 64-bit integers for an embedding."""
    return windows.long()


def _shares(pixels: torch.Tensor) -> torch.Tensor:
    """Return the share of each of the 256 values among 8-bit pixels."""
    return torch.bincount(pixels.flatten(), minlength=256).double() / pixels.numel()


def _with_channels(images: torch.Tensor) -> torch.Tensor:
    """Return images (n, channels, height, width), adding the channel that grayscale files omit."""
    return images.unsqueeze(1) if images.ndim == 3 else images
