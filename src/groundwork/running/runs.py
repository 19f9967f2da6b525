"""A run's own folder in the project, in which its jobs find the fork servers and see that the run is alive."""

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
OPEN_FILES = 64  # several times what was found to be too few for Snakemake, which then ends with a traceback of its own


def begin(root: Path) -> bool:
    """Count this process as a run in the folder until it ends, and tell its jobs by GROUNDWORK_RUN where to find it.

    Clears away what killed runs left, and returns whether no other run is alive. UserError where the folder can hold no
    run.
    """
    _refuse_few_open_files()
    exit_when_dvc_exits()
    os.environ.pop(RUN, None)  # of the run whose job this process may be
    try:
        is_alone = break_stale_lock(root)
        if is_alone:
            delete_partial_files(root / "results", root / "data" / "prepared")
        _delete_stale_runs(root)
        _found(root)
    except OSError as error:
        raise UserError(resource_error_message(error, error.filename or root / FOLDER) or f"{error}") from error
    return is_alone


def _refuse_few_open_files() -> None:
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if allowed < OPEN_FILES and allowed != resource.RLIM_INFINITY:
        raise UserError(f"ulimit -n: {allowed}: a run needs {OPEN_FILES} open files or more; raise it and run again")


def _found(root: Path) -> None:
    for _ in range(ATTEMPTS):
        name = FOLDER / f"{PREFIX}{secrets.token_hex(8)}"
        folder = root / name
        folder.mkdir(mode=0o700, parents=True)
        with contextlib.suppress(FileNotFoundError):  # another start took it, before it was locked, for a dead run's
            if not _hold(folder / ALIVE):
                folder.rmdir()
                return
            os.environ[RUN] = str(name)
            atexit.register(_end, folder.absolute(), os.getpid())
            return
    raise UserError(f"{root / FOLDER}: another process deletes new folders there; stop it and run again")


def _hold(path: Path) -> bool:
    """Lock a new file until this process ends; False where the file system cannot lock."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)  # another start looks whether it is a dead run's
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
        with contextlib.suppress(OSError):  # of a run that is alive
            _delete_if_stale(folder)


def _delete_if_stale(folder: Path) -> None:
    try:
        descriptor = os.open(folder / ALIVE, os.O_RDWR)
    except FileNotFoundError:
        folder.rmdir()  # empty: of a start that was killed, or is about to make the file and then takes another folder
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _delete(folder)
    finally:
        os.close(descriptor)


def _delete(folder: Path) -> None:
    """Delete a run's folder, the file that tells whether it is alive last."""
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir(), key=lambda path: path.name == ALIVE):
            path.unlink(missing_ok=True)
        folder.rmdir()


def _end(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # not in a fork of it
        _delete(folder)
