"""The train, validation and test splits as tensors in memory."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from groundwork.components.catalog import chosen
from groundwork.components.randomness import generator_for
from groundwork.config.catalog import PREPROCESSING
from groundwork.dataset.loading import Prepared
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.specs import DataSpec

PROBE_IMAGES = 512
PURPOSE = "train and validation split"


@dataclass(frozen=True)
class Split:
    """Inputs (n, 1, height, width) or (n, features) as 32-bit floats; targets (n,): classes, or floats."""

    inputs: torch.Tensor
    targets: torch.Tensor

    def first(self, count: int) -> "Split":
        """Return the first images of the split."""
        return Split(self.inputs[:count], self.targets[:count])

    def at(self, indices: torch.Tensor) -> "Split":
        """Return the images at some indices (k,)."""
        return Split(self.inputs[indices], self.targets[indices])

    def __len__(self) -> int:
        return len(self.targets)


@dataclass(frozen=True)
class Splits:
    """The three splits of a dataset, none of which shares an image with another; `classes` is 0 for a regression.

    `pool` holds the images that training may draw from: `train` itself, unless each seed draws its own.
    """

    train: Split
    validation: Split
    test: Split
    pool: Split
    classes: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Channels, height and width of an image, or the number of features."""
        return tuple(self.train.inputs.shape[1:])

    def for_seed(self, seed: int) -> "Splits":
        """Return the splits that a seed trains on: the same for all, unless each draws its own images."""
        if len(self.pool) == len(self.train):
            return self
        order = torch.randperm(len(self.pool), generator=generator_for(seed, "training images"))
        return replace(self, train=self.pool.at(order[: len(self.train)].to(self.pool.targets.device)))


def make_splits(prepared: Prepared, spec: DataSpec, device: torch.device) -> Splits:
    """Return a spec's splits: validation and train images come from one fixed shuffle of the training images."""
    images, targets = torch.from_numpy(prepared.train_images), _targets(prepared.train_labels)
    order = torch.randperm(len(targets), generator=generator_for(0, PURPOSE))
    validation, rest = order[: spec.validation_images], order[spec.validation_images :]
    train = rest[: spec.train_images]
    pool = rest if spec.new_images_per_seed else train
    preprocess = chosen(PREPROCESSING, spec.preprocessing)
    top_value = ORIGINS[prepared.name].top_value

    def split(some_images: torch.Tensor, some_targets: torch.Tensor) -> Split:
        inputs = preprocess(some_images, images[train], top_value)
        return Split(inputs.to(device), some_targets.to(device))

    whole_pool = split(images[pool], targets[pool])
    return Splits(
        train=whole_pool.first(len(train)),
        validation=split(images[validation], targets[validation]),
        test=split(torch.from_numpy(prepared.test_images), _targets(prepared.test_labels)),
        pool=whole_pool,
        classes=0 if targets.is_floating_point() else int(targets.max().item()) + 1,
    )


def _targets(labels: NDArray[np.generic]) -> torch.Tensor:
    found = torch.from_numpy(labels)
    return found if found.is_floating_point() else found.long()
