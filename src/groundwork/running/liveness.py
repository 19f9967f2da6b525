"""A process of a job ends when the run that it belongs to is gone, however that ended.

The run's main process holds a lock on a file for as long as it lives (see runs); the kernel frees it however that
process ends. Who waits for the lock needs no numbers of processes, which may be another namespace's, or another
process's by now. Like `fork_client`, this is loaded by each job's own process: it imports little.
"""

import fcntl
import os
from _thread import start_new_thread  # what `threading` wraps, for a tenth of its price

from groundwork.core.errors import UserError

RUN = "GROUNDWORK_RUN"  # the run's own folder, relative to the project's, where its jobs run
ALIVE = "alive"
RUN_HAS_ENDED = "the run that this job belonged to has ended; run the same command again"


def run_of_job() -> str | None:
    """Return the folder of the run that this process belongs to; None where it belongs to none on this machine."""
    folder = os.environ.get(RUN)
    return folder if folder and _told(folder) == host_identity() else None


def exit_when_run_ends(folder: str) -> None:
    """Have a thread end this process at once when the run is gone; UserError where it is gone already."""
    descriptor = _open(folder)
    try:
        start_new_thread(_wait_and_exit, (descriptor,))
    except RuntimeError as error:
        raise UserError(
            f"{error}: no more threads or processes are allowed here (ulimit -u); raise the limit"
        ) from None


def host_identity() -> str:
    """Return which machine this is, since which boot, and which view of processes and files this process has.

    A job that a cluster, or a container, runs elsewhere must not be run by processes that are here.
    """
    parts = [os.uname().nodename]
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:  # noqa: PTH123 - pathlib costs more than all of this
            parts.append(file.read().strip())
        parts += [os.readlink(f"/proc/self/ns/{kind}") for kind in ("pid", "mnt")]  # noqa: PTH115 - as above
    except OSError:
        pass  # not Linux: the name alone
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
        fcntl.flock(descriptor, fcntl.LOCK_SH)  # shared: all processes of the run are to end at once
    except OSError:
        return  # a file system that has gone away: whatever else is wrong then, the job is not
    os._exit(1)
