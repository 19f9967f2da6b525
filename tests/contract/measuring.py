"""A small spec and splits for fast measurements, and helpers to read the values."""

from typing import Any

import torch

from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Split, Splits
from tests.unit import planted

CLASSES = planted.CLASSES
SPEC: dict[str, Any] = planted.SPEC | {"tuning_seeds": ()}
Key = tuple[str, str, float | None]


def small_spec(**fields: Any) -> Spec:
    """Return the spec of a small network, with some fields changed."""
    return Spec.model_validate(SPEC | fields)


def small_splits(**fields: Any) -> Splits:
    """Return 120 training, 40 validation and 60 test images of four classes, with some fields changed."""
    values: dict[str, Any] = {
        "train": _planted(120, 1),
        "validation": _planted(40, 2),
        "test": _planted(60, 3),
        "classes": CLASSES,
        "task": "classification",
    }
    return Splits(**values | fields)


def by_key(values: list[MeasuredValue]) -> dict[Key, float]:
    """Return the finite values by case, metric and position, which must be unique."""
    found = {(each.case, each.metric, each.at): each.value for each in values}
    assert len(found) == len(values)
    return {key: value for key, value in found.items() if value is not None}


def curve(values: list[MeasuredValue], case: str, metric: str) -> list[float]:
    """Return a case's values of one metric, sorted by position."""
    rows = {
        at: value
        for (its_case, its_metric, at), value in by_key(values).items()
        if (its_case, its_metric) == (case, metric)
    }
    return [rows[at] for at in sorted(at for at in rows if at is not None)]


def _planted(count: int, seed: int) -> Split:
    """Return 8x8 images of noise with two bright rows that depend on the class."""
    labels = torch.arange(count) % CLASSES
    images = torch.rand((count, 1, 8, 8), generator=torch.Generator().manual_seed(seed))
    for image, label in zip(images, labels.tolist(), strict=True):
        image[0, label : label + 2] += 0.5
    return Split((images, labels))
