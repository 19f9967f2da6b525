"""Converts a dataset's verified raw files into the arrays of its prepared file."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from groundwork.core.errors import UserError
from groundwork.dataset.origin import Origin
from groundwork.dataset.origins import ORIGINS, digest
from groundwork.dataset.paths import raw_folder
from groundwork.dataset.verification import payload_mismatch

Images = NDArray[np.uint8]  # (n, height, width), or (n, channels, height, width)
Labels = NDArray[np.uint8]  # (n,)

_TEST_EVERY = 5
_IMAGES_HEADER = 16
_LABELS_HEADER = 8


def arrays_of(name: str, root: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of a dataset's prepared file, by name.

    Raises UserError naming a raw file that is missing or has the wrong checksum.
    """
    origin = ORIGINS[name]
    arrays = _from_raw(origin, root) if origin.files else _made(origin)
    return {**arrays, "name": np.array(name), "digest": np.array(digest(name))}


def _from_raw(origin: Origin, root: Path) -> dict[str, NDArray[np.uint8]]:
    train_images, train_labels, test_images, test_labels = (_payload(origin, file, root) for file in origin.files)
    return {
        "train_images": _images(origin, train_images),
        "train_labels": _labels(train_labels),
        "test_images": _images(origin, test_images),
        "test_labels": _labels(test_labels),
    }


def _payload(origin: Origin, file: str, root: Path) -> bytes:
    path = raw_folder(origin.name, root) / file
    place = f"data/raw/{origin.name}/{file}"
    try:
        payload = path.read_bytes()
    except OSError as error:
        raise UserError(f"{place}: {error.strerror}; run again to fetch it") from error
    why = payload_mismatch(origin, file, payload)
    if why is not None:
        raise UserError(f"{place}: {why}; run again to fetch it")
    return payload


def _images(origin: Origin, payload: bytes) -> Images:
    return np.frombuffer(payload, np.uint8, offset=_IMAGES_HEADER).reshape(-1, *origin.stored_shape)


def _labels(payload: bytes) -> Labels:
    return np.frombuffer(payload, np.uint8, offset=_LABELS_HEADER)


def _made(origin: Origin) -> dict[str, NDArray[Any]]:
    """Return the arrays of a dataset without files; the first of every five examples goes to the test split."""
    # Importing scikit-learn takes a second; datasets with raw files do not need it.
    from groundwork.dataset.bundled import bundled

    inputs, targets = bundled(origin)
    is_test = np.arange(len(targets)) % _TEST_EVERY == 0
    return {
        "train_images": inputs[~is_test],
        "train_labels": targets[~is_test],
        "test_images": inputs[is_test],
        "test_labels": targets[is_test],
    }
