"""Writes and loads the prepared file of each dataset; rebuilds it if it is damaged."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from groundwork.core.errors import UserError
from groundwork.core.repair import Report, disk_errors_as_user_errors
from groundwork.core.writing import atomic_path, set_aside
from groundwork.dataset.acquisition import resolve_datasets
from groundwork.dataset.arrays import arrays_of
from groundwork.dataset.dataset_lock import dataset_lock
from groundwork.dataset.loading import Prepared, load
from groundwork.dataset.origins import digest
from groundwork.dataset.paths import prepared_path


def say(line: str) -> None:
    """Print a line to standard error."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def prepare(name: str, root: Path, report: Report = say) -> Path:
    """Write the prepared file (the same bytes each time) and return its path.

    Raises UserError naming a raw file that is missing or has the wrong checksum, or on a disk error.
    """
    arrays, path = arrays_of(name, root), prepared_path(name, root)
    with dataset_lock(name, root, report), disk_errors_as_user_errors(path):
        if path.is_dir() and not path.is_symlink():
            report(f"{path}: a folder, not a file; set aside as {set_aside(path)}")
        _write(path, arrays)
    return path


def load_or_prepare(name: str, root: Path, planned: str | None = None, report: Report = say) -> Prepared:
    """Return a dataset's verified arrays; rebuilds a missing or damaged file and reports it.

    Raises UserError if that fails, or if the current source makes other arrays than the planned ones.
    """
    path = prepared_path(name, root, planned)
    try:
        with disk_errors_as_user_errors(path):
            return load(path)
    except UserError:
        if planned not in (None, digest(name)):
            raise
    with dataset_lock(name, root, report), disk_errors_as_user_errors(path):
        try:
            return load(path)  # another job may have rebuilt it while this one waited
        except UserError as error:
            aside = f"set aside as {set_aside(path)}, " if os.path.lexists(path) else ""
            report(f"{f'{error}'.rpartition(';')[0]}; {aside}prepared again")
    resolve_datasets([name], None, root, report)
    return load(prepare(name, root, report))


def _write(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
