"""A lock so that only one process at a time fetches or prepares a dataset."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from groundwork.core.errors import UserError
from groundwork.core.repair import Report, disk_errors_as_user_errors, require_folder
from groundwork.dataset.paths import lock_path


@contextlib.contextmanager
def dataset_lock(name: str, root: Path, report: Report) -> Iterator[None]:
    """Hold a dataset's lock; waits for it with a message. Raises UserError if the file system does not support locks.

    The kernel releases the lock when the process ends, even if it is killed.
    """
    from filelock import FileLock, Timeout

    path = lock_path(name, root)
    lock = FileLock(path)
    with disk_errors_as_user_errors(path):
        require_folder(path.parent, root, report)
        _clear(path)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            report(f"{name}: another run is fetching or preparing it; waiting")
            lock.acquire()
        except NotImplementedError as error:
            raise UserError(f"{path}: {error}; keep the project on a disk that has locks and run again") from error
    try:
        yield
    finally:
        lock.release()


def _clear(path: Path) -> None:
    """Remove a link or folder at the path of the lock; a file that another process creates meanwhile is kept."""
    if path.is_symlink():
        path.unlink(missing_ok=True)
    elif path.is_dir():
        # The trailing slash makes the rename fail if the path has become a file.
        with contextlib.suppress(NotADirectoryError, FileNotFoundError):
            os.rename(f"{path}/", _free_name(path))  # noqa: PTH104


def _free_name(path: Path) -> Path:
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.{number}.refused")):
        number += 1
    return aside
