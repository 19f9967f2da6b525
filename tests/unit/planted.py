"""A tiny planted dataset, and specs for it that train in milliseconds."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from groundwork.config.names import Component
from groundwork.dataset.loading import Prepared
from groundwork.planning.specs import Spec
from groundwork.tasks.task import Splits
from groundwork.training.splits import make_splits

CLASSES = 4
SPEC: dict[str, Any] = {
    "dataset": "digits",
    "train_images": 120,
    "validation_images": 40,
    "epochs": 2,
    "seeds": (42, 43),
    "tuning_seeds": (7,),
    "preprocessing": Component(name="unit_range"),
    "augmentation": Component(name="none"),
    "model": Component(name="mlp", settings={"hidden_layer_sizes": [12]}),
    "initializer": Component(name="torch_default"),
    "loss": Component(name="cross_entropy"),
    "optimizer": Component(name="adam"),
    "learning_rate": 0.01,
    "schedule": Component(name="constant"),
    "batch_size": 32,
    "clip_norm": None,
    "patience": None,
    "probes": (),
    "keep_step_losses": False,
    "horizons": (8,),
}


def planted(count: int, first: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return images of 8 by 8 pixels: class k has two bright rows, and the last row spells the image's number."""
    numbers = np.arange(first, first + count)
    labels = (numbers % CLASSES).astype(np.uint8)
    images = np.random.default_rng(first).integers(0, 9, (count, 8, 8)).astype(np.uint8)
    for image, label, number in zip(images, labels, numbers, strict=True):
        image[label : label + 2] += 8
        image[7] = [(number >> (2 * place)) & 3 for place in range(8)]
    return images, labels


@pytest.fixture(scope="module", autouse=True)
def always_exact(exact: None) -> None:
    """Compute as a job does, although no test asks for it."""


@pytest.fixture(scope="session")
def prepared() -> Prepared:
    """160 training images and 60 test images of four classes, each image unlike all others."""
    return Prepared(*planted(160, 0), *planted(60, 1000), name="digits", digest="planted")


@pytest.fixture
def spec_with() -> Callable[..., Spec]:
    """Make a spec with some fields of its own."""
    return lambda **fields: Spec.model_validate(SPEC | fields)


@pytest.fixture
def splits(prepared: Prepared, spec_with: Callable[..., Spec]) -> Splits:
    """The splits of seed 42."""
    return make_splits(prepared, spec_with(), 42, torch.device("cpu"))
