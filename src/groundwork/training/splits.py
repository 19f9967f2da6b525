"""Makes the train, validation and test splits from a dataset's arrays."""

import numpy as np
import torch
from numpy.typing import NDArray

from groundwork.components.catalog import load_component
from groundwork.components.randomness import generator_for
from groundwork.config.catalog import PREPROCESSING
from groundwork.dataset.loading import Prepared
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.specs import DataSpec
from groundwork.tasks.task import Split, Splits

PURPOSE = "train and validation split"


def make_splits(prepared: Prepared, spec: DataSpec, device: torch.device) -> Splits:
    """Return a spec's splits; validation and train images come from one fixed permutation of the training images."""
    images, targets = torch.from_numpy(prepared.train_images), _targets(prepared.train_labels)
    order = torch.randperm(len(targets), generator=generator_for(0, PURPOSE))
    validation, rest = order[: spec.validation_images], order[spec.validation_images :]
    train = rest[: spec.train_images]
    pool = rest if spec.new_images_per_seed else train
    preprocess = load_component(PREPROCESSING, spec.preprocessing)
    origin = ORIGINS[prepared.name]

    def split(some_images: torch.Tensor, some_targets: torch.Tensor) -> Split:
        inputs = preprocess(some_images, images[train], origin.top_value)
        return Split((inputs.to(device), some_targets.to(device)))

    whole_pool = split(images[pool], targets[pool])
    return Splits(
        train=whole_pool.first(len(train)),
        validation=split(images[validation], targets[validation]),
        test=split(torch.from_numpy(prepared.test_images), _targets(prepared.test_labels)),
        pool=whole_pool,
        classes=0 if targets.is_floating_point() else int(targets.max().item()) + 1,
        task=origin.task,
    )


def _targets(labels: NDArray[np.generic]) -> torch.Tensor:
    found = torch.from_numpy(labels)
    return found if found.is_floating_point() else found.long()
