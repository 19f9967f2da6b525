"""The three splits are disjoint, and the same for every seed and variant."""

from collections.abc import Callable

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


def images_of(split: Split) -> set[bytes]:
    return {image.numpy().tobytes() for image in split.inputs}


def test_splits_are_disjoint(prepared: Prepared, splits: Splits) -> None:
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


def test_validation_and_train_use_only_training_images(prepared: Prepared, splits: Splits) -> None:
    training = {(image / np.float32(16)).astype(np.float32).tobytes() for image in prepared.train_images}

    assert images_of(splits.train) | images_of(splits.validation) == training
    assert torch.equal(splits.test.targets, torch.from_numpy(prepared.test_labels).long())


def test_validation_images_do_not_depend_on_train_images(
    prepared: Prepared, splits: Splits, spec_with: SpecWith
) -> None:
    fewer = make_splits(prepared, spec_with(train_images=50), CPU)

    assert torch.equal(fewer.validation.inputs, splits.validation.inputs)
    assert torch.equal(fewer.train.inputs, splits.train.inputs[:50])


def test_splits_are_independent_of_seeds_and_global_generator(
    prepared: Prepared, splits: Splits, spec_with: SpecWith
) -> None:
    torch.manual_seed(99)

    again = make_splits(prepared, spec_with(seeds=(1,), tuning_seeds=(2,)), CPU)

    for name in ("train", "validation", "test"):
        assert torch.equal(getattr(again, name).inputs, getattr(splits, name).inputs)


def test_preprocessing_applies_to_all_three_splits(prepared: Prepared, splits: Splits, spec_with: SpecWith) -> None:
    permuted = make_splits(prepared, spec_with(preprocessing=Component(name="permuted")), CPU)

    for name in ("train", "validation", "test"):
        one, other = getattr(splits, name).inputs, getattr(permuted, name).inputs
        assert not torch.equal(one, other)
        assert torch.equal(one.flatten(1).sort(1).values, other.flatten(1).sort(1).values)


@pytest.mark.parametrize(("count", "kept"), [(3, 3), (1000, 60)])
def test_first_returns_the_first_images(splits: Splits, count: int, kept: int) -> None:
    first = splits.test.first(count)

    assert (len(first.inputs), len(first.targets)) == (kept, kept)
    assert torch.equal(first.inputs, splits.test.inputs[:kept])


def test_seeds_share_training_images_by_default(prepared: Prepared, spec_with: SpecWith) -> None:
    splits = make_splits(prepared, spec_with(train_images=50), CPU)

    assert torch.equal(splits.pool.inputs, splits.train.inputs)
    assert splits.for_seed(42) is splits
    assert splits.for_seed(43) is splits


def test_each_seed_draws_its_own_training_images_from_the_pool(prepared: Prepared, spec_with: SpecWith) -> None:
    splits = make_splits(prepared, spec_with(train_images=50, new_images_per_seed=True), CPU)
    drawn = [splits.for_seed(seed) for seed in (42, 43)]

    own = [images_of(each.train) for each in drawn]
    pool, validation = images_of(splits.pool), images_of(splits.validation)
    assert len(pool) == 120
    assert not pool & (validation | images_of(splits.test))
    assert [len(each) for each in own] == [50, 50]
    assert own[0] != own[1]
    assert own[0] | own[1] < pool
    # Two draws of 50 from 120 share 21 images on average.
    assert 10 < len(own[0] & own[1]) < 32


def test_drawn_images_keep_their_labels(prepared: Prepared, spec_with: SpecWith) -> None:
    splits = make_splits(prepared, spec_with(train_images=50, new_images_per_seed=True), CPU)
    pool = {
        image.numpy().tobytes(): int(target)
        for image, target in zip(splits.pool.inputs, splits.pool.targets, strict=True)
    }

    train = splits.for_seed(42).train

    assert [pool[image.numpy().tobytes()] for image in train.inputs] == train.targets.tolist()


def test_drawn_images_depend_only_on_the_seed(prepared: Prepared, spec_with: SpecWith) -> None:
    one, other = (
        make_splits(prepared, spec_with(train_images=50, new_images_per_seed=True, seeds=seeds), CPU)
        for seeds in ((42,), (1, 42))
    )
    first = one.for_seed(42)
    torch.manual_seed(99)
    one.for_seed(1)

    assert torch.equal(one.for_seed(42).train.inputs, first.train.inputs)
    assert torch.equal(other.for_seed(42).train.inputs, first.train.inputs)


def test_drawing_does_not_change_validation_and_test(prepared: Prepared, spec_with: SpecWith) -> None:
    same = make_splits(prepared, spec_with(train_images=50), CPU)
    drawn = make_splits(prepared, spec_with(train_images=50, new_images_per_seed=True), CPU).for_seed(42)

    for name in ("validation", "test"):
        assert torch.equal(getattr(drawn, name).inputs, getattr(same, name).inputs)
        assert torch.equal(getattr(drawn, name).targets, getattr(same, name).targets)
    assert not torch.equal(drawn.train.inputs, same.train.inputs)
    assert (drawn.shape, drawn.classes, len(drawn.train)) == (same.shape, same.classes, len(same.train))


def test_seed_draws_all_images_if_the_pool_is_no_larger(prepared: Prepared, spec_with: SpecWith) -> None:
    splits = make_splits(prepared, spec_with(train_images=120, new_images_per_seed=True), CPU)

    assert splits.for_seed(42) is splits
    assert len(splits.train) == len(splits.pool) == 120


def test_run_trains_on_the_images_drawn_by_its_seed(prepared: Prepared, spec_with: SpecWith) -> None:
    spec = spec_with(train_images=50, new_images_per_seed=True)
    splits = make_splits(prepared, spec, CPU)

    for seed in (42, 43):
        run = SeedRun(spec, splits, seed)
        assert torch.equal(run.splits.train.inputs, splits.for_seed(seed).train.inputs)
        assert run.train("report").epochs[-1].images_seen == 2 * 50


def test_regression_has_no_classes(spec_with: SpecWith) -> None:
    """A table of 160 rows and 3 columns, whose targets are floats."""
    rows = np.random.default_rng(0).normal(size=(220, 3)).astype(np.float32)
    targets = rows.sum(1)
    table = Prepared(rows[:160], targets[:160], rows[160:], targets[160:], name="diabetes", digest="planted")

    splits = make_splits(table, spec_with(preprocessing=Component(name="standardized_features")), CPU)

    assert (splits.classes, splits.shape) == (0, (3,))
    assert (splits.train.targets.dtype, splits.train.inputs.dtype) == (torch.float32, torch.float32)
    assert splits.train.inputs.mean(0).tolist() == pytest.approx([0.0] * 3, abs=1e-6)
    assert torch.equal(splits.test.targets, torch.from_numpy(targets[160:]))
