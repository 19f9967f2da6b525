"""How images become the network's inputs."""

import torch

from groundwork.randomness import generator_for


def unit_range(images: torch.Tensor, top_value: int) -> torch.Tensor:
    """Return 8-bit images (n, height, width) as numbers in [0, 1], shaped (n, 1, height, width)."""
    return (images.float() / top_value).unsqueeze(1)


def permuted(images: torch.Tensor, top_value: int) -> torch.Tensor:
    """Return the images of `unit_range` with their pixels shuffled by one permutation, the same for every image."""
    count, height, width = images.shape
    order = torch.randperm(height * width, generator=generator_for(0, "pixel permutation"))
    flat = unit_range(images, top_value).flatten(1)  # (n, pixels)
    return flat[:, order].view(count, 1, height, width)
