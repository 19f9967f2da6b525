"""Paths of a dataset's files below the project folder."""

from pathlib import Path

from groundwork.dataset.origins import digest


def raw_folder(name: str, root: Path) -> Path:
    """Return the folder of the dataset's unpacked, verified files."""
    return root / "data" / "raw" / name


def prepared_path(name: str, root: Path, planned: str | None = None) -> Path:
    """Return the path of the prepared file; its name contains the planned digest, or else the current one."""
    return root / "data" / "prepared" / f"{name}-{planned or digest(name)}.npz"


def lock_path(name: str, root: Path) -> Path:
    """Return the file that a process locks while it fetches or prepares the dataset."""
    return root / "data" / "prepared" / f"{name}.lock"
