"""Three splits that share no image, the same for every seed and variant."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from groundwork.config.names import Component
from groundwork.dataset.loading import Prepared
from groundwork.specs import Spec
from groundwork.training.splits import Split, Splits, make_splits

SpecWith = Callable[..., Spec]
CPU = torch.device("cpu")


def images_of(split: Split) -> set[bytes]:
    return {image.numpy().tobytes() for image in split.inputs}


def test_no_image_is_in_two_splits(prepared: Prepared, splits: Splits) -> None:
    """Every planted image is unlike all others, so that equal bytes mean the same image."""
    train, validation, test = (images_of(each) for each in (splits.train, splits.validation, splits.test))

    assert (len(train), len(validation), len(test)) == (120, 40, 60)
    assert len(train | validation | test) == 220
    assert splits.shape == (1, 8, 8)
    assert splits.classes == 4


def test_inputs_keep_their_labels(splits: Splits) -> None:
    for split in (splits.train, splits.validation, splits.test):
        brightest = split.inputs[:, 0, :6].sum(2).unfold(1, 2, 1).sum(2).argmax(1)  # (n,), the first bright row
        assert (brightest == split.targets).float().mean().item() > 0.7
        assert split.inputs.dtype == torch.float32
        assert split.targets.dtype == torch.int64
        assert 0 <= split.inputs.min().item() <= split.inputs.max().item() <= 1.0625


def test_validation_and_train_come_from_the_training_images_only(prepared: Prepared, splits: Splits) -> None:
    training = {(image / np.float32(16)).astype(np.float32).tobytes() for image in prepared.train_images}

    assert images_of(splits.train) | images_of(splits.validation) == training
    assert torch.equal(splits.test.targets, torch.from_numpy(prepared.test_labels).long())


def test_fewer_training_images_leave_the_validation_images_as_they_are(
    prepared: Prepared, splits: Splits, spec_with: SpecWith
) -> None:
    fewer = make_splits(prepared, spec_with(train_images=50), CPU)

    assert torch.equal(fewer.validation.inputs, splits.validation.inputs)
    assert torch.equal(fewer.train.inputs, splits.train.inputs[:50])


def test_the_splits_do_not_depend_on_seeds_or_on_what_was_drawn_before(
    prepared: Prepared, splits: Splits, spec_with: SpecWith
) -> None:
    torch.manual_seed(99)

    again = make_splits(prepared, spec_with(seeds=(1,), tuning_seeds=(2,)), CPU)

    for name in ("train", "validation", "test"):
        assert torch.equal(getattr(again, name).inputs, getattr(splits, name).inputs)


def test_preprocessing_reaches_all_three_splits(prepared: Prepared, splits: Splits, spec_with: SpecWith) -> None:
    permuted = make_splits(prepared, spec_with(preprocessing=Component(name="permuted")), CPU)

    for name in ("train", "validation", "test"):
        one, other = getattr(splits, name).inputs, getattr(permuted, name).inputs
        assert not torch.equal(one, other)
        assert torch.equal(one.flatten(1).sort(1).values, other.flatten(1).sort(1).values)


@pytest.mark.parametrize(("count", "kept"), [(3, 3), (1000, 60)])
def test_the_first_images_of_a_split(splits: Splits, count: int, kept: int) -> None:
    first = splits.test.first(count)

    assert (len(first.inputs), len(first.targets)) == (kept, kept)
    assert torch.equal(first.inputs, splits.test.inputs[:kept])
