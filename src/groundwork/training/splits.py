"""Makes a seed's train, validation and test splits from a dataset's arrays."""

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

PURPOSE = "splits"


def make_splits(prepared: Prepared, spec: DataSpec, seed: int, device: torch.device) -> Splits:
    """Return the splits of a seed: it draws its training and validation examples from all training examples.

    Of a dataset without a test split of its own, it draws the test examples, too, from all examples. The draw depends
    on nothing but the seed; a spec with fewer training examples has the first of them.
    """
    origin = ORIGINS[prepared.name]
    inputs, targets = _tensors(prepared.train_images, prepared.train_labels)
    test_inputs, test_targets = _tensors(prepared.test_images, prepared.test_labels)
    tested, known = len(test_targets), len(targets)
    if origin.has_test_split:
        drawn, test_indices = _order(known, seed), torch.arange(known, known + tested)
    else:
        inputs, targets = torch.cat([inputs, test_inputs]), torch.cat([targets, test_targets])
        test_indices, drawn = _order(known + tested, seed).tensor_split([tested])
        test_inputs, test_targets = inputs[test_indices], targets[test_indices]
    validation, train = drawn[: spec.validation_images], drawn[spec.validation_images :][: spec.train_images]
    reference = inputs[train]
    preprocess = load_component(PREPROCESSING, spec.preprocessing)

    def split(some_inputs: torch.Tensor, some_targets: torch.Tensor) -> Split:
        return Split((preprocess(some_inputs, reference, origin.top_value).to(device), some_targets.to(device)))

    return Splits(
        train=split(reference, targets[train]),
        validation=split(inputs[validation], targets[validation]),
        test=split(test_inputs, test_targets),
        test_indices=tuple(test_indices.tolist()),
        classes=0 if targets.is_floating_point() else int(targets.max().item()) + 1,
        task=origin.task,
    )


def _order(examples: int, seed: int) -> torch.Tensor:
    return torch.randperm(examples, generator=generator_for(seed, PURPOSE))


def _tensors(examples: NDArray[np.generic], labels: NDArray[np.generic]) -> tuple[torch.Tensor, torch.Tensor]:
    targets = torch.from_numpy(labels)
    return torch.from_numpy(examples), targets if targets.is_floating_point() else targets.long()
