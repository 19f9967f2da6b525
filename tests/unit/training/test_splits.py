"""The three splits of a seed are disjoint, drawn from all examples, and the same for every variant."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from groundwork.config.names import Component
from groundwork.dataset.loading import Prepared
from groundwork.planning.specs import Spec
from groundwork.tasks.task import Split, Splits
from groundwork.training.run import SeedRun
from groundwork.training.splits import make_splits

SpecWith = Callable[..., Spec]
CPU = torch.device("cpu")
NAMES = ("train", "validation", "test")


@pytest.fixture
def published(prepared: Prepared) -> Prepared:
    """The planted images as if they were of a dataset with a test split of its own."""
    return replace(prepared, name="mnist")


def images_of(split: Split) -> set[bytes]:
    return {image.numpy().tobytes() for image in split.inputs}


def all_images(prepared: Prepared) -> torch.Tensor:
    return torch.from_numpy(np.concatenate([prepared.train_images, prepared.test_images]))


def test_splits_are_disjoint(splits: Splits) -> None:
    """All planted images are different, so equal bytes mean the same image."""
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


def test_every_seed_draws_training_and_validation_images_from_all_training_images(
    published: Prepared, spec_with: SpecWith
) -> None:
    training = {image.tobytes() for image in (published.train_images / np.float32(255)).astype(np.float32)}

    one, other = (make_splits(published, spec_with(), seed, CPU) for seed in (42, 43))

    for splits in (one, other):
        assert images_of(splits.train) | images_of(splits.validation) == training
    # Two draws of 40 from 160 share 10 images on average.
    assert 2 < len(images_of(one.validation) & images_of(other.validation)) < 20
    assert not torch.equal(one.train.inputs, other.train.inputs)


def test_published_test_split_is_the_same_for_all_seeds(published: Prepared, spec_with: SpecWith) -> None:
    one, other = (make_splits(published, spec_with(), seed, CPU) for seed in (42, 43))

    assert torch.equal(one.test.targets, torch.from_numpy(published.test_labels).long())
    assert torch.equal(one.test.inputs[:, 0], torch.from_numpy(published.test_images) / 255)
    assert torch.equal(one.test.inputs, other.test.inputs)
    assert one.test_indices == other.test_indices == tuple(range(160, 220))


def test_without_a_published_test_split_every_seed_draws_its_own(prepared: Prepared, spec_with: SpecWith) -> None:
    one, other = (make_splits(prepared, spec_with(), seed, CPU) for seed in (42, 43))

    # Two draws of 60 from 220 share 16 images on average.
    assert 6 < len(images_of(one.test) & images_of(other.test)) < 28
    for splits in (one, other):
        drawn = all_images(prepared)[list(splits.test_indices)]
        assert torch.equal(splits.test.inputs[:, 0], drawn / 16)
        assert len(images_of(splits.train) | images_of(splits.validation) | images_of(splits.test)) == 220


@pytest.mark.parametrize("name", ["mnist", "digits"])
def test_fewer_training_images_are_the_first_of_more(prepared: Prepared, spec_with: SpecWith, name: str) -> None:
    named = replace(prepared, name=name)
    many, few = (make_splits(named, spec_with(train_images=count), 42, CPU) for count in (120, 50))

    assert torch.equal(few.validation.inputs, many.validation.inputs)
    assert torch.equal(few.test.inputs, many.test.inputs)
    assert torch.equal(few.train.inputs, many.train.inputs[:50])


@pytest.mark.parametrize("name", ["mnist", "digits"])
def test_splits_depend_only_on_the_seed(prepared: Prepared, spec_with: SpecWith, name: str) -> None:
    named = replace(prepared, name=name)
    first = make_splits(named, spec_with(), 42, CPU)
    torch.manual_seed(99)

    again = make_splits(named, spec_with(seeds=(1,), tuning_seeds=(42,), learning_rate=1.0), 42, CPU)

    for split in NAMES:
        assert torch.equal(getattr(again, split).inputs, getattr(first, split).inputs)
        assert torch.equal(getattr(again, split).targets, getattr(first, split).targets)


def test_preprocessing_applies_to_all_three_splits(prepared: Prepared, splits: Splits, spec_with: SpecWith) -> None:
    permuted = make_splits(prepared, spec_with(preprocessing=Component(name="permuted")), 42, CPU)

    for name in NAMES:
        one, other = getattr(splits, name).inputs, getattr(permuted, name).inputs
        assert not torch.equal(one, other)
        assert torch.equal(one.flatten(1).sort(1).values, other.flatten(1).sort(1).values)


@pytest.mark.parametrize("seed", [42, 43])
def test_statistics_are_those_of_the_training_images_of_the_seed(
    published: Prepared, spec_with: SpecWith, seed: int
) -> None:
    spec = spec_with(train_images=50, preprocessing=Component(name="standardized"))

    train = make_splits(published, spec, seed, CPU).train.inputs

    assert train.mean().item() == pytest.approx(0, abs=1e-6)
    assert train.std(correction=0).item() == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("count", "kept"), [(3, 3), (1000, 60)])
def test_first_returns_the_first_images(splits: Splits, count: int, kept: int) -> None:
    first = splits.test.first(count)

    assert (len(first.inputs), len(first.targets)) == (kept, kept)
    assert torch.equal(first.inputs, splits.test.inputs[:kept])


@pytest.mark.parametrize("name", ["mnist", "digits"])
def test_examples_of_a_run_have_their_numbers_in_the_dataset(
    prepared: Prepared, spec_with: SpecWith, name: str
) -> None:
    splits = make_splits(replace(prepared, name=name), spec_with(), 42, CPU)

    test = SeedRun(spec_with(), splits, 42).train("report").test

    assert test is not None
    labels = np.concatenate([prepared.train_labels, prepared.test_labels])
    assert [each.index for each in test.first_images] == list(splits.test_indices[:24])
    for each in (*test.first_images, *test.most_confident_mistakes):
        assert each.label == labels[each.index]


def test_regression_has_no_classes(spec_with: SpecWith) -> None:
    """A table of 220 rows and 3 columns, whose targets are floats."""
    rows = np.random.default_rng(0).normal(size=(220, 3)).astype(np.float32)
    targets = rows.sum(1)
    table = Prepared(rows[:160], targets[:160], rows[160:], targets[160:], name="diabetes", digest="planted")

    splits = make_splits(table, spec_with(preprocessing=Component(name="standardized_features")), 42, CPU)

    assert (splits.classes, splits.shape) == (0, (3,))
    assert (splits.train.targets.dtype, splits.train.inputs.dtype) == (torch.float32, torch.float32)
    assert splits.train.inputs.mean(0).tolist() == pytest.approx([0.0] * 3, abs=1e-6)
    assert torch.equal(splits.test.targets, torch.from_numpy(targets[list(splits.test_indices)]))
