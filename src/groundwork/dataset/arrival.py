"""A file that gets its name only when it is whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def renamed_when_complete(target: Path) -> Iterator[Path]:
    """Yield a path beside the target to write to; what is written there gets the target's name unless it fails."""
    part = target.with_name(f"{target.name}.part")
    yield part
    part.replace(target)
