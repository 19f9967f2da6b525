"""Loads a prepared file as arrays and verifies it."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from groundwork.core.errors import UserError

_DAMAGES = (
    *(OSError, EOFError, KeyError, ValueError, RuntimeError, OverflowError),
    *(zipfile.BadZipFile, zlib.error, struct.error),
)


Values = NDArray[np.uint8 | np.float32]


@dataclass(frozen=True, eq=False)
class Prepared:
    """A dataset in memory, with its name and digest.

    Images are uint8 (n, height, width) or (n, channels, height, width), the rows of a table float32 (n, features),
    windows of tokens and sentences uint8 (n, length); labels are uint8 (n,), the numbers that a regression is to find
    float32 (n,), what a window is followed by and translations uint8 (n, length).
    """

    train_images: Values
    train_labels: Values
    test_images: Values
    test_labels: Values
    name: str
    digest: str


def load(path: Path) -> Prepared:
    """Return the arrays of a prepared file, with every byte verified; raises UserError if it is missing or damaged."""
    if not path.exists():
        raise UserError(f"{path}: no such file; run the whole pipeline again to prepare it")
    try:
        with zipfile.ZipFile(path) as archive:
            prepared = _read(archive)
    except _DAMAGES as error:
        why = " ".join(f"{error}".split())
        raise UserError(f"{path}: damaged ({why}); delete it and run again") from error
    if f"{prepared.name}-{prepared.digest}" != path.stem:
        inside = f"{prepared.name}-{prepared.digest}"
        raise UserError(f"{path}: holds {inside}, not what its name says; delete it and run again")
    return prepared


def _read(archive: zipfile.ZipFile) -> Prepared:
    return Prepared(
        train_images=_member(archive, "train_images"),
        train_labels=_member(archive, "train_labels"),
        test_images=_member(archive, "test_images"),
        test_labels=_member(archive, "test_labels"),
        name=str(_member(archive, "name")),
        digest=str(_member(archive, "digest")),
    )


def _member(archive: zipfile.ZipFile, name: str) -> Values:
    # numpy.load stops at the last byte that the header implies and would miss a damaged header.
    content = archive.read(f"{name}.npy")
    array: Values = np.lib.format.read_array(io.BytesIO(content), allow_pickle=False)
    return array
