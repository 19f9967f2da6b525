"""Writes a file under a temporary name and renames it when complete."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def renamed_when_complete(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside the target; rename it to the target on success."""
    part = target.with_name(f"{target.name}.part")
    yield part
    part.replace(target)
