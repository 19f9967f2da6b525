"""The run's folder in the project: sockets of its fork servers, and a lock that shows that it is alive."""

import atexit
import contextlib
import fcntl
import os
import resource
import secrets
from pathlib import Path

from groundwork.core.errors import UserError
from groundwork.core.limits import resource_error_message
from groundwork.core.writing import delete_partial_files
from groundwork.running.dvc_parent import exit_when_dvc_exits
from groundwork.running.liveness import ALIVE, RUN, host_identity
from groundwork.running.locking import break_stale_lock

FOLDER = Path(".snakemake", "groundwork")
PREFIX = "run-"
ATTEMPTS = 100
OPEN_FILES = 64  # several times the limit below which Snakemake was seen to fail with a traceback


def begin(root: Path) -> bool:
    """Register this process as a run and pass its folder to the jobs in GROUNDWORK_RUN.

    Deletes what killed runs left, and returns whether no other run is alive. Raises UserError if the folder cannot be
    used.
    """
    _refuse_few_open_files()
    exit_when_dvc_exits()
    os.environ.pop(RUN, None)  # set if this process is itself a job of a run
    try:
        is_alone = break_stale_lock(root)
        if is_alone:
            delete_partial_files(root / "results", root / "data" / "prepared")
        _delete_stale_runs(root)
        _create_run_folder(root)
    except OSError as error:
        raise UserError(resource_error_message(error, error.filename or root / FOLDER) or f"{error}") from error
    return is_alone


def _refuse_few_open_files() -> None:
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if allowed < OPEN_FILES and allowed != resource.RLIM_INFINITY:
        raise UserError(f"ulimit -n: {allowed}: a run needs {OPEN_FILES} open files or more; raise it and run again")


def _create_run_folder(root: Path) -> None:
    for _ in range(ATTEMPTS):
        name = FOLDER / f"{PREFIX}{secrets.token_hex(8)}"
        folder = root / name
        folder.mkdir(mode=0o700, parents=True)
        with contextlib.suppress(FileNotFoundError):  # another run deleted it as stale before it was locked
            if not _lock_new_file(folder / ALIVE):
                folder.rmdir()
                return
            os.environ[RUN] = str(name)
            atexit.register(_end, folder.absolute(), os.getpid())
            return
    raise UserError(f"{root / FOLDER}: another process deletes new folders there; stop it and run again")


def _lock_new_file(path: Path) -> bool:
    """Create and lock a file until this process exits; False if the file system does not support locks."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)  # another run is checking whether it is stale
        raise FileNotFoundError(path) from None
    except OSError:
        os.close(descriptor)
        path.unlink()
        return False
    os.write(descriptor, host_identity().encode())
    if not os.path.samestat(os.fstat(descriptor), path.stat()):
        raise FileNotFoundError(path)
    return True


def _delete_stale_runs(root: Path) -> None:
    for folder in (root / FOLDER).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # the run is alive
            _delete_if_stale(folder)


def _delete_if_stale(folder: Path) -> None:
    try:
        descriptor = os.open(folder / ALIVE, os.O_RDWR)
    except FileNotFoundError:
        folder.rmdir()  # empty: its run was killed, or is about to create the file and will then use another folder
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _delete(folder)
    finally:
        os.close(descriptor)


def _delete(folder: Path) -> None:
    """Delete a run's folder, the alive file last."""
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir(), key=lambda path: path.name == ALIVE):
            path.unlink(missing_ok=True)
        folder.rmdir()


def _end(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # not in a fork
        _delete(folder)
