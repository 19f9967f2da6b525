"""Sets aside files, folders and links that block the paths we write to."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from groundwork.core.errors import UserError
from groundwork.core.limits import RUN_AGAIN, resource_error_message
from groundwork.core.writing import discard, set_aside

Report = Callable[[str], None]


@contextlib.contextmanager
def disk_errors_as_user_errors(place: Path) -> Iterator[None]:
    """Convert OSError to UserError: one line that names the file, or else `place`."""
    try:
        yield
    except OSError as error:
        where, why = error.filename or place, error.strerror or f"{error}"
        raise UserError(resource_error_message(error, where) or f"{where}: {why}; fix this {RUN_AGAIN}") from error


def describe_path(path: Path) -> str:
    """Describe a path that is not a usable file."""
    if path.is_dir():
        return "a folder, not a file"
    return "a link that leads to no file" if path.is_symlink() else "not a file"


def require_folder(path: Path, root: Path, report: Report, *, make: bool = True) -> None:
    """Create a folder below the root, setting aside files in its path; with `make=False`, only clear the path.

    Raises UserError for a link that does not lead to a folder and for a top-level path such as `data` that is not a
    folder, because those may belong to the user.
    """
    missing = [each for each in (path, *path.parents) if each != root and root in each.parents and not each.is_dir()]
    for each in reversed(missing):
        if os.path.lexists(each) and not each.is_dir():  # another process may have created it by now
            _clear(each, root, report)
        if make:
            each.mkdir(exist_ok=True)


def _clear(path: Path, root: Path, report: Report) -> None:
    if path.is_symlink():
        raise UserError(f"{path}: a link to {path.readlink()}, which is not a folder; fix or delete it and run again")
    if path.parent == root:
        raise UserError(f"{path}: not a folder; move it away and run again")
    aside = path.with_name(f"{path.name}.refused")
    discard(aside)
    aside.touch()
    with contextlib.suppress(NotADirectoryError, FileNotFoundError):
        # If another process has created the folder by now, renaming it to the name of a file fails.
        path.replace(aside)
        report(f"{path}: not a folder; set aside as {aside.name}")


def set_aside_broken_links(folder: Path, report: Report) -> None:
    """Set aside broken links below a folder: DVC rejects them before a stage can recreate them."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not path.exists():
            report(f"{path}: {describe_path(path)}; set aside as {set_aside(path)}")
