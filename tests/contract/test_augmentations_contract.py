"""Augmentations: their outputs, and that their randomness comes only from the generator."""

from itertools import product

import pytest
import torch

from groundwork.components.catalog import load_function
from groundwork.components.randomness import generator_for
from groundwork.config.catalog import AUGMENTATION, entries

pytestmark = pytest.mark.usefixtures("exact")

NAMES = list(entries(AUGMENTATION))
DRAWING = [name for name in NAMES if name != "none"]
IMAGES = 2000


def batch(count: int, height: int = 6, width: int = 8) -> torch.Tensor:
    """Return images without zeros whose rows and columns are all different."""
    return torch.arange(1, count * height * width + 1).float().view(count, 1, height, width)


def augmented(name: str, inputs: torch.Tensor, seed: int = 42, **settings: int) -> torch.Tensor:
    found: torch.Tensor = load_function(AUGMENTATION, name)(inputs, generator_for(seed, "augmentation"), **settings)
    return found


def moved(images: torch.Tensor, down: int, across: int) -> torch.Tensor:
    """Return images (n, 1, height, width) shifted by whole pixels, filled with zeros."""
    *_, height, width = images.shape
    result = torch.zeros_like(images)
    for row in range(max(down, 0), min(height + down, height)):
        for column in range(max(across, 0), min(width + across, width)):
            result[..., row, column] = images[..., row - down, column - across]
    return result


@pytest.mark.parametrize("name", NAMES)
def test_augmentation_keeps_count_and_shape(name: str) -> None:
    inputs = batch(50)
    before, state = inputs.clone(), torch.get_rng_state()

    result = augmented(name, inputs)

    assert (result.shape, result.dtype, result.device) == (inputs.shape, inputs.dtype, inputs.device)
    assert torch.equal(inputs, before)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("name", NAMES)
def test_augmentation_depends_only_on_the_generator(name: str) -> None:
    assert torch.equal(augmented(name, batch(50)), augmented(name, batch(50)))


@pytest.mark.parametrize("name", DRAWING)
def test_augmentation_differs_by_batch_and_seed(name: str) -> None:
    generator = generator_for(42, "augmentation")
    first, second = (load_function(AUGMENTATION, name)(batch(50), generator) for _ in range(2))

    assert not torch.equal(first, second)
    assert not torch.equal(augmented(name, batch(50)), augmented(name, batch(50), seed=43))


def test_none_changes_neither_images_nor_generator() -> None:
    inputs, generator = batch(3), generator_for(42, "augmentation")
    state = generator.get_state()

    assert load_function(AUGMENTATION, "none")(inputs, generator) is inputs
    assert torch.equal(generator.get_state(), state)


@pytest.mark.parametrize("padding", [1, 2])
def test_random_crop_shifts_each_image_independently(padding: int) -> None:
    inputs = batch(IMAGES)

    results = augmented("random_crop", inputs, padding=padding)

    moves = list(product(range(-padding, padding + 1), repeat=2))
    is_made = torch.stack([(moved(inputs, *move) == results).flatten(1).all(1) for move in moves])  # (moves, n)
    assert is_made.sum(0).tolist() == [1] * IMAGES
    # All shifts are equally frequent, within five standard deviations.
    assert is_made.sum(1).tolist() == pytest.approx(
        [IMAGES / len(moves)] * len(moves), abs=5 * (IMAGES / len(moves)) ** 0.5
    )


def test_random_crop_shifts_by_at_most_two_pixels_by_default() -> None:
    assert torch.equal(augmented("random_crop", batch(50)), augmented("random_crop", batch(50), padding=2))


def test_shift_beyond_the_image_leaves_zeros() -> None:
    results = augmented("random_crop", torch.ones(200, 1, 2, 2), padding=9)

    left = results.sum(dim=(1, 2, 3))
    assert set(left.tolist()) <= {0.0, 1.0, 2.0, 4.0}
    assert (left == 0).float().mean().item() > 0.9


def test_about_half_of_the_images_are_flipped() -> None:
    inputs = batch(IMAGES)

    results = augmented("random_horizontal_flip", inputs)

    mirrored = [torch.equal(result, image.flip(2)) for image, result in zip(inputs, results, strict=True)]
    kept = [torch.equal(result, image) for image, result in zip(inputs, results, strict=True)]
    assert [one is not other for one, other in zip(mirrored, kept, strict=True)] == [True] * IMAGES
    # Five standard deviations of a fair coin.
    assert abs(sum(mirrored) - IMAGES / 2) < 5 * (IMAGES / 4) ** 0.5


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("name", NAMES)
def test_augmentation_on_a_gpu_gives_the_same_images(name: str) -> None:
    result = augmented(name, batch(50).cuda())

    assert result.is_cuda
    assert torch.equal(result.cpu(), augmented(name, batch(50)))
