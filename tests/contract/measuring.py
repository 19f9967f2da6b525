"""A small spec and splits for fast measurements, and helpers to read the values."""

from typing import Any

import torch

from groundwork.config.names import Component
from groundwork.core.tokens import END
from groundwork.dataset.number_words import VOCABULARY
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


def language_spec(**fields: Any) -> Spec:
    """Return the spec of a small language model, with some fields changed."""
    model = Component(name="decoder_only_transformer", settings={"hidden_dim": 8})
    return small_spec(**{"dataset": "language-2", "preprocessing": Component(name="tokens"), "model": model} | fields)


def language_splits() -> Splits:
    """Return windows of eight letters, of which each is mostly the one after the letter before it."""

    def split(count: int, seed: int) -> Split:
        generator = torch.Generator().manual_seed(seed)
        is_other = torch.rand((count, 9), generator=generator) < 0.2
        letters = (1 + is_other * torch.randint(16, (count, 9), generator=generator)).cumsum(1) % 16
        return Split((letters[:, :-1], letters[:, 1:]))

    return small_splits(train=split(120, 1), validation=split(40, 2), test=split(60, 3), classes=16, task="language")


def small_translation() -> Splits:
    """Return 120 training, 40 validation and 60 test sentences of five words, which are their own translations."""
    generator, vocabulary = torch.Generator().manual_seed(1), len(VOCABULARY)
    words = torch.randint(END + 1, vocabulary, (220, 5), generator=generator)
    train, validation, test = (Split((part, part)) for part in words.tensor_split([120, 160]))
    return Splits(train, validation, test, classes=vocabulary, task="translation")


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
