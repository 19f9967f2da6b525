"""Files written whole or not at all, so that a job that is killed leaves no half of one."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from groundwork.core.errors import UserError
from groundwork.core.limits import resource_error_message

PART = ".part"  # the end of the name of what is being written


def write_atomically(path: Path, content: str | bytes) -> Path:
    """Write bytes, or a text with its line ends as they are, in place of what was there, and return the path.

    Makes the folder where there is none. UserError where there is no room, or no right to write.
    """
    with atomic_path(path) as temporary:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@contextlib.contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield where to write what then takes the place of a file; whatever goes wrong leaves what was there, no part.

    Makes the folder where there is none. UserError where there is no room, or no right to write.
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
    """Delete what killed processes were writing anywhere in the folders; to be called where nothing writes there."""
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                if name.startswith(".") and name.endswith(PART):
                    Path(place, name).unlink(missing_ok=True)


def set_aside(path: Path) -> str:
    """Rename whatever lies at a path, in place of what was set aside before, and return its new name."""
    aside = path.with_name(f"{path.name}.refused")
    discard(aside)
    with contextlib.suppress(FileNotFoundError):  # another process was faster
        path.rename(aside)
    return aside.name


def discard(path: Path) -> None:
    """Delete what lies at a path, if anything: a file, a link, or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
