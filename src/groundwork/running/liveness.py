"""Ends a job's process when its run is gone, even if the run was killed.

The run's main process holds a lock on a file while it is alive (see runs); the kernel releases it in any case. Waiting
for the lock needs no PIDs, which may belong to another namespace or have been reused. Every job's process loads this,
so it imports little.
"""

import fcntl
import os
from _thread import start_new_thread  # `threading` takes ten times as long to import

from groundwork.core.errors import UserError

RUN = "GROUNDWORK_RUN"  # the run's folder, relative to the project folder, which is the jobs' working directory
ALIVE = "alive"
RUN_HAS_ENDED = "the run that this job belonged to has ended; run the same command again"


def run_of_job() -> str | None:
    """Return the folder of the run that this process belongs to, or None if there is no such run on this machine."""
    folder = os.environ.get(RUN)
    return folder if folder and _told(folder) == host_identity() else None


def exit_when_run_ends(folder: str) -> None:
    """Start a thread that ends this process when the run is gone; raises UserError if it is already gone."""
    descriptor = _open(folder)
    try:
        start_new_thread(_wait_and_exit, (descriptor,))
    except RuntimeError as error:
        raise UserError(
            f"{error}: no more threads or processes are allowed here (ulimit -u); raise the limit"
        ) from None


def host_identity() -> str:
    """Identify the machine, its boot, and this process's PID and mount namespaces.

    A job that runs on another node or in a container must not use the fork servers of this machine.
    """
    parts = [os.uname().nodename]
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:  # noqa: PTH123 - pathlib costs more than all of this
            parts.append(file.read().strip())
        parts += [os.readlink(f"/proc/self/ns/{kind}") for kind in ("pid", "mnt")]  # noqa: PTH115 - as above
    except OSError:
        pass  # not Linux: only the host name
    return " ".join(parts)


def _told(folder: str) -> str:
    descriptor = _open(folder)
    try:
        return os.read(descriptor, 1000).decode(errors="replace")
    finally:
        os.close(descriptor)


def _open(folder: str) -> int:
    try:
        return os.open(f"{folder}/{ALIVE}", os.O_RDWR)
    except FileNotFoundError:
        raise UserError(RUN_HAS_ENDED) from None


def _wait_and_exit(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)  # shared, so that all processes of the run exit at once
    except OSError:
        return  # the file system is gone; that is no reason to end the job
    os._exit(1)
