"""Atomic file writes: a killed job leaves no partial file under a final name."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from groundwork.core.errors import UserError
from groundwork.core.limits import resource_error_message

PART = ".part"  # suffix of files that are still being written


def write_atomically(path: Path, content: str | bytes) -> Path:
    """Write bytes or text (line endings unchanged) atomically, replacing any existing file, and return the path.

    Creates the folder if needed. Raises UserError if the disk is full or not writable.
    """
    with atomic_path(path) as temporary:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@contextlib.contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a temporary path that replaces `path` on success; on any error, `path` is unchanged and no part is left.

    Creates the folder if needed. Raises UserError if the disk is full or not writable.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        if path.is_dir() and not path.is_symlink():
            set_aside(path)
        temporary.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        reason = _reason_of(error, path, temporary) if isinstance(error, OSError) else None
        if reason:
            raise UserError(reason) from error
        raise


def _reason_of(error: OSError, path: Path, temporary: Path) -> str | None:
    is_of_part = error.filename in (None, f"{temporary}", temporary)
    return resource_error_message(error, path if is_of_part else error.filename)


def delete_partial_files(*folders: Path) -> None:
    """Delete the partial files of killed processes in these folders; call only while nothing else writes there."""
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                if name.startswith(".") and name.endswith(PART):
                    Path(place, name).unlink(missing_ok=True)


def set_aside(path: Path) -> str:
    """Rename a path to `<name>.refused`, replacing an earlier one, and return the new name."""
    aside = path.with_name(f"{path.name}.refused")
    discard(aside)
    with contextlib.suppress(FileNotFoundError):  # another process was faster
        path.rename(aside)
    return aside.name


def discard(path: Path) -> None:
    """Delete a file, a link, or a folder with its contents, if it exists."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
