"""The train, validation and test splits as tensors in memory."""

from dataclasses import dataclass

import torch

from groundwork import preprocessing
from groundwork.dataset.loading import Prepared
from groundwork.dataset.origins import ORIGINS
from groundwork.plan import Spec
from groundwork.randomness import generator_for

PROBE_IMAGES = 512


@dataclass(frozen=True)
class Split:
    """Inputs (n, channels, height, width) as 32-bit floats with labels (n,) as integers."""

    inputs: torch.Tensor
    labels: torch.Tensor

    def first(self, count: int) -> "Split":
        """Return the first images of the split."""
        return Split(self.inputs[:count], self.labels[:count])


@dataclass(frozen=True)
class Splits:
    """The three splits of a dataset, none of which shares an image with another."""

    train: Split
    validation: Split
    test: Split
    classes: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of an image."""
        channels, height, width = self.train.inputs.shape[1:]
        return channels, height, width


def make_splits(prepared: Prepared, spec: Spec, device: torch.device) -> Splits:
    """Return a spec's splits: validation and train images come from one fixed shuffle of the training images."""
    order = torch.randperm(len(prepared.train_images), generator=generator_for(0, "train and validation split"))
    validation, rest = order[: spec.validation_images], order[spec.validation_images :]
    images, labels = torch.from_numpy(prepared.train_images), torch.from_numpy(prepared.train_labels).long()
    train = rest[: spec.train_images]
    make_inputs = getattr(preprocessing, spec.preprocessing.name)
    top_value = ORIGINS[prepared.name].top_value

    def split(some_images: torch.Tensor, some_labels: torch.Tensor) -> Split:
        inputs = make_inputs(some_images, top_value, **spec.preprocessing.settings)
        return Split(inputs.to(device), some_labels.to(device))

    test_labels = torch.from_numpy(prepared.test_labels).long()
    return Splits(
        train=split(images[train], labels[train]),
        validation=split(images[validation], labels[validation]),
        test=split(torch.from_numpy(prepared.test_images), test_labels),
        classes=int(labels.max().item()) + 1,
    )
