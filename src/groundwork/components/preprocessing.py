"""Preprocessing: how images, or the rows of a table, become the network's inputs.

Statistics come from the reference, one fixed set of training images for all seeds, even where each seed draws its own;
no image of validation or test has a say in them.
"""

import torch

from groundwork.components.randomness import generator_for


def raw(images: torch.Tensor, reference: torch.Tensor, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return 8-bit images (n, height, width) as the numbers they hold, from 0 to 255, shaped (n, 1, height, width)."""
    return images.float().unsqueeze(1)


def unit_range(images: torch.Tensor, reference: torch.Tensor, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return 8-bit images (n, height, width) as numbers in [0, 1], shaped (n, 1, height, width)."""
    return _scaled(images, top_value)


def standardized(images: torch.Tensor, reference: torch.Tensor, top_value: int) -> torch.Tensor:
    """Return images (n, 1, height, width) standardized by mean and standard deviation of the reference's pixels."""
    return _standardized(_scaled(images, top_value), _scaled(reference, top_value), (0, 1, 2, 3))


def permuted(images: torch.Tensor, reference: torch.Tensor, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return the images of `unit_range` with their pixels shuffled by one permutation, the same for every image."""
    count, height, width = images.shape
    order = torch.randperm(height * width, generator=generator_for(0, "pixel permutation"))
    flat = _scaled(images, top_value).flatten(1)  # (n, pixels)
    return flat[:, order].view(count, 1, height, width)


def standardized_features(rows: torch.Tensor, reference: torch.Tensor, top_value: int) -> torch.Tensor:  # noqa: ARG001
    """Return a table's rows (n, features), each column standardized by its mean and std in the reference.

    A column that is constant in the reference tells nothing and becomes 0.
    """
    return _standardized(rows, reference, (0,))


def _scaled(images: torch.Tensor, top_value: int) -> torch.Tensor:
    return (images.float() / top_value).unsqueeze(1)  # (n, 1, height, width)


def _standardized(inputs: torch.Tensor, reference: torch.Tensor, dimensions: tuple[int, ...]) -> torch.Tensor:
    std, mean = torch.std_mean(reference, dimensions, correction=0)
    is_constant = reference.amax(dimensions) == reference.amin(dimensions)
    return (inputs - mean) / std.masked_fill(is_constant, torch.inf)
