"""Preprocessing of images and tables: ranges, statistics from the reference, and the pixel permutation."""

import inspect
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from groundwork.components import preprocessing
from groundwork.config.catalog import PREPROCESSING, entries, suits
from groundwork.config.names import Component
from groundwork.dataset.loading import Prepared
from groundwork.planning.specs import Spec
from groundwork.training.splits import make_splits

IMAGES = torch.arange(2 * 8 * 8, dtype=torch.uint8).view(2, 8, 8) % 17
OTHERS = torch.arange(3 * 8 * 8, dtype=torch.uint8).view(3, 8, 8) % 7
ROWS = torch.tensor([[1.0, 10.0, 5.0], [3.0, -10.0, 5.0], [8.0, 30.0, 6.0]])
REFERENCE = torch.tensor([[0.0, 10.0, 5.0], [2.0, 20.0, 5.0], [4.0, 60.0, 5.0]])
OF_TABLES = ["standardized_features"]
OF_IMAGES = [name for name in entries(PREPROCESSING) if suits(PREPROCESSING, name, "image")]
COLORS = torch.stack([IMAGES, 16 - IMAGES, IMAGES // 2], dim=1)  # (2, 3, 8, 8)


def test_catalog_lists_all_preprocessing_functions() -> None:
    assert OF_IMAGES == ["raw", "unit_range", "standardized", "permuted"]


@pytest.mark.parametrize("name", OF_IMAGES)
def test_grayscale_images_become_one_float_channel_without_side_effects(name: str) -> None:
    before = IMAGES.clone()

    inputs = getattr(preprocessing, name)(IMAGES, OTHERS, 16)

    assert (inputs.shape, inputs.dtype) == ((2, 1, 8, 8), torch.float32)
    assert torch.equal(IMAGES, before)


@pytest.mark.parametrize("name", OF_IMAGES)
def test_color_images_keep_their_channels(name: str) -> None:
    inputs = getattr(preprocessing, name)(COLORS, COLORS, 16)

    assert (inputs.shape, inputs.dtype) == ((2, 3, 8, 8), torch.float32)
    for channel in range(3):
        alone = getattr(preprocessing, name)(COLORS[:, channel], COLORS[:, channel], 16)
        assert torch.allclose(inputs[:, channel : channel + 1], alone, rtol=0, atol=1e-6)


def test_tokens_stay_integers() -> None:
    windows = torch.tensor([[3, 0, 255]], dtype=torch.uint8)

    inputs = preprocessing.tokens(windows, windows, 1)

    assert (inputs.tolist(), inputs.dtype) == ([[3, 0, 255]], torch.int64)


@pytest.mark.parametrize("name", entries(PREPROCESSING))
def test_preprocessed_image_depends_only_on_itself_and_the_reference(name: str) -> None:
    """No leakage: no other image, of validation or test, affects an image's preprocessing."""
    reference, images = (REFERENCE, ROWS) if name in OF_TABLES else (OTHERS, IMAGES)
    preprocess = getattr(preprocessing, name)

    together = preprocess(images, reference, 16)
    one_by_one = torch.cat([preprocess(images[index : index + 1], reference, 16) for index in range(len(images))])

    assert torch.equal(together, one_by_one)


@pytest.mark.parametrize("name", ["standardized", "standardized_features"])
def test_statistics_come_from_the_reference(name: str) -> None:
    images, reference = (ROWS, REFERENCE) if name in OF_TABLES else (IMAGES, OTHERS)
    preprocess = getattr(preprocessing, name)

    assert not torch.equal(preprocess(images, reference, 16), preprocess(images, images, 16))


def test_test_images_do_not_affect_training_inputs(prepared: Prepared, spec_with: Callable[..., Spec]) -> None:
    spec, cpu = spec_with(preprocessing=Component(name="standardized")), torch.device("cpu")
    published = replace(prepared, name="mnist")
    brighter = replace(published, test_images=prepared.test_images + np.uint8(4))

    one, other = (make_splits(each, spec, 42, cpu) for each in (published, brighter))

    assert torch.equal(one.train.inputs, other.train.inputs)
    assert torch.equal(one.validation.inputs, other.validation.inputs)
    assert one.train.inputs.mean().item() == pytest.approx(0, abs=1e-6)
    assert one.validation.inputs.mean().abs().item() > 1e-4
    assert (other.test.inputs > one.test.inputs).all()


def test_all_preprocessing_functions_have_the_same_signature() -> None:
    for name in entries(PREPROCESSING):
        assert list(inspect.signature(getattr(preprocessing, name)).parameters)[1:] == ["reference", "top_value"]


def test_raw_pixels_keep_their_values() -> None:
    inputs = preprocessing.raw(torch.tensor([[[0, 7], [200, 255]]], dtype=torch.uint8), OTHERS, 255)

    assert inputs.tolist() == [[[[0.0, 7.0], [200.0, 255.0]]]]


def test_unit_range_divides_by_the_top_value() -> None:
    inputs = preprocessing.unit_range(IMAGES, OTHERS, 16)

    assert (inputs.min().item(), inputs.max().item()) == (0.0, 1.0)
    assert inputs[0, 0, 1, 2].item() == 10 / 16


def test_standardized_subtracts_the_mean_and_divides_by_std() -> None:
    pixels = torch.tensor([[[0, 10]], [[20, 30]]], dtype=torch.uint8)
    std = (500 / 4) ** 0.5

    inputs = preprocessing.standardized(torch.tensor([[[15, 40]]], dtype=torch.uint8), pixels, 255)

    assert inputs.flatten().tolist() == pytest.approx([0.0, 25 / std], abs=1e-6)


def test_reference_has_mean_zero_and_std_one() -> None:
    random = np.random.default_rng(0).integers(0, 256, (500, 28, 28), dtype=np.uint8)
    images = torch.from_numpy(random)

    inputs = preprocessing.standardized(images, images, 255).double()

    assert inputs.mean().item() == pytest.approx(0, abs=1e-6)
    assert inputs.std(correction=0).item() == pytest.approx(1, abs=1e-6)


def test_standardized_does_not_depend_on_the_top_value() -> None:
    one, other = (preprocessing.standardized(IMAGES, OTHERS, top_value) for top_value in (16, 255))

    assert torch.allclose(one, other, atol=1e-5)


def test_constant_images_become_zero() -> None:
    blank = torch.full((2, 8, 8), 9, dtype=torch.uint8)

    assert preprocessing.standardized(blank, blank, 16).tolist() == torch.zeros(2, 1, 8, 8).tolist()


def test_each_table_column_is_standardized_separately() -> None:
    inputs = preprocessing.standardized_features(ROWS, REFERENCE, 1)
    first, second = (8 / 3) ** 0.5, (1400 / 3) ** 0.5

    assert inputs.dtype == torch.float32
    assert inputs[:, 0].tolist() == pytest.approx([-1 / first, 1 / first, 6 / first])
    assert inputs[:, 1].tolist() == pytest.approx([-20 / second, -40 / second, 0], abs=1e-6)


def test_column_constant_in_the_reference_becomes_zero() -> None:
    inputs = preprocessing.standardized_features(ROWS, REFERENCE, 1)

    assert inputs[:, 2].tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("value", [0.1, 1e-30, 123456.7])
def test_constant_column_is_detected_despite_rounding_of_the_mean(value: float) -> None:
    column = torch.full((353, 1), value)

    assert preprocessing.standardized_features(column, column, 1).abs().max().item() == 0


def test_standardized_features_match_scikit_learn() -> None:
    from sklearn.preprocessing import StandardScaler

    random = np.random.default_rng(1)
    reference, rows = (random.normal(50, [1, 10, 100], (count, 3)).astype(np.float32) for count in (300, 40))
    expected = StandardScaler().fit(reference).transform(rows)

    inputs = preprocessing.standardized_features(torch.from_numpy(rows), torch.from_numpy(reference), 1)

    np.testing.assert_allclose(inputs.numpy(), expected, atol=1e-5)


def test_permuted_applies_one_permutation_to_all_images() -> None:
    plain = preprocessing.unit_range(IMAGES, OTHERS, 16).flatten(1)
    shuffled = preprocessing.permuted(IMAGES, OTHERS, 16).flatten(1)
    positions = preprocessing.permuted(torch.arange(64, dtype=torch.uint8).view(1, 8, 8), OTHERS, 1).flatten().long()

    assert sorted(positions.tolist()) == list(range(64))
    assert positions.tolist()[:8] == [42, 44, 51, 35, 11, 38, 17, 39]
    assert torch.equal(shuffled, plain[:, positions])
    assert torch.equal(shuffled[:, positions.argsort()], plain)


def test_permutation_is_independent_of_the_global_generator() -> None:
    torch.manual_seed(1)
    first = preprocessing.permuted(IMAGES, OTHERS, 16)
    torch.manual_seed(2)

    assert torch.equal(preprocessing.permuted(IMAGES[1:], OTHERS, 16), first[1:])
