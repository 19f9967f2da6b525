"""How images become inputs: their range, and one permutation that loses nothing."""

import pytest
import torch

from groundwork import preprocessing
from groundwork.config.catalog import PREPROCESSING, entries

IMAGES = torch.arange(2 * 8 * 8, dtype=torch.uint8).view(2, 8, 8) % 17


@pytest.mark.parametrize("name", entries(PREPROCESSING))
def test_every_preprocessing_gives_one_channel_of_32_bit_floats_and_leaves_the_images(name: str) -> None:
    before = IMAGES.clone()

    inputs = getattr(preprocessing, name)(IMAGES, 16)

    assert (inputs.shape, inputs.dtype) == ((2, 1, 8, 8), torch.float32)
    assert torch.equal(IMAGES, before)


def test_unit_range_divides_by_the_top_value() -> None:
    inputs = preprocessing.unit_range(IMAGES, 16)

    assert (inputs.min().item(), inputs.max().item()) == (0.0, 1.0)
    assert inputs[0, 0, 1, 2].item() == 10 / 16


def test_permuted_moves_the_pixels_of_every_image_alike_and_loses_none() -> None:
    plain = preprocessing.unit_range(IMAGES, 16).flatten(1)
    shuffled = preprocessing.permuted(IMAGES, 16).flatten(1)
    positions = preprocessing.permuted(torch.arange(64, dtype=torch.uint8).view(1, 8, 8), 1).flatten().long()

    assert sorted(positions.tolist()) == list(range(64))
    assert positions.tolist() != list(range(64))
    assert torch.equal(shuffled, plain[:, positions])
    assert torch.equal(shuffled[:, positions.argsort()], plain)


def test_the_permutation_is_the_same_whatever_was_drawn_before() -> None:
    torch.manual_seed(1)
    first = preprocessing.permuted(IMAGES, 16)
    torch.manual_seed(2)

    assert torch.equal(preprocessing.permuted(IMAGES[1:], 16), first[1:])
