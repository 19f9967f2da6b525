"""Pinned metadata and checksums of a dataset."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Payload(NamedTuple):
    """The pinned checksum and size in bytes of an unpacked file."""

    md5: str
    size: int


@dataclass(frozen=True)
class Origin:
    """Where a dataset comes from and what its bytes must be: images, or a table if `feature_names` are given.

    `top_value` is the pixel value that maps to 1.0. A table has neither `top_value` nor `image_shape`; its
    `train_images` and `test_images` count rows. A regression has no `classes`. Without `files`, the dataset comes from
    scikit-learn.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    train_images: int
    test_images: int
    citation: str
    license: str
    url: str
    image_shape: tuple[int, ...] = ()
    top_value: int = 1
    feature_names: tuple[str, ...] = ()
    files: Mapping[str, Payload] = field(default_factory=dict)
    torchvision_class: str | None = None
    arrays_sha256: str | None = None
