"""Reads a folder of raw files."""

from pathlib import Path


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file by its name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
