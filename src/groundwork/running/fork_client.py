"""A job's own process asks a fork server for a fork and passes on its end.

`import torch` with what an optimizer pulls in costs more than most of our training jobs. The first job of a run starts
a process that has the slow imports behind it (see fork_server); each job then asks it for a fork, which runs the job's
script exactly as the job's own process would have: same arguments, directory, environment and output. This file is all
that most jobs load in their own process, so it imports little, and the rest where it is needed.
"""

import fcntl
import os
import socket
import sys
import time
from collections.abc import Sequence

from groundwork.running.privacy import require_private

SECONDS_TO_START = 20.0
SECONDS_TO_FORK = 120.0  # the slow imports on a machine that has much to do
POLL_SECONDS = 0.05
SERVER = "fork_server.py"
STARTED = b"started\n"


def run_in_fork(folder: str, libraries: Sequence[str]) -> int | None:
    """Run this very command in a fork of the run's fork server and return its exit status.

    None where that cannot be: nothing of it has run then. `folder` is the run's own, relative to the present one.
    """
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        return None
    try:
        require_private(folder)  # a job tells its whole environment to whoever listens
        connection = _connect(f"{folder}/{libraries[0]}", folder, libraries)
        is_started = _ask(connection)
    except OSError:
        return None
    with connection:
        return _status(connection) if is_started else None


def _ask(connection: socket.socket) -> bool:
    """Return whether a fork has taken the command over."""
    import json

    directory = os.getcwd()  # noqa: PTH109 - importing pathlib costs as much as asking for the fork
    request = {"argv": sys.argv, "directory": directory, "environment": dict(os.environ), "path": sys.path}
    connection.settimeout(SECONDS_TO_FORK)
    socket.send_fds(connection, [b"!"], [sys.stdout.fileno(), sys.stderr.fileno()])
    connection.sendall(json.dumps(request).encode() + b"\n")
    return connection.recv(len(STARTED), socket.MSG_WAITALL) == STARTED


def _status(connection: socket.socket) -> int:
    from groundwork.core.limits import killed_job_message

    connection.settimeout(None)
    try:
        with connection.makefile() as answer:
            return int(answer.readline())
    except (OSError, ValueError):  # the fork has ended without an answer
        sys.exit(killed_job_message())


def _connect(path: str, folder: str, libraries: Sequence[str]) -> socket.socket:
    with open(f"{path}.lock", "w") as lock:  # noqa: PTH123 - as above
        deadline = time.monotonic() + SECONDS_TO_START
        while not _has_locked(lock.fileno()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{path}.lock: held too long")
            time.sleep(POLL_SECONDS)
        try:
            return _open(path)
        except OSError:
            return _start(path, folder, libraries)


def _has_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start(path: str, folder: str, libraries: Sequence[str]) -> socket.socket:
    """Start the fork server, which takes the place of a dead one, and return a connection to it."""
    import contextlib
    import subprocess
    from pathlib import Path

    Path(path).unlink(missing_ok=True)
    # -P: our own modules must not stand in for the libraries' and the standard ones of the same name.
    command = [sys.executable, "-P", str(Path(__file__).with_name(SERVER)), path, folder, *libraries]
    nothing = subprocess.DEVNULL
    server = subprocess.Popen(command, start_new_session=True, stdin=nothing, stdout=nothing, stderr=nothing)
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        time.sleep(POLL_SECONDS)
        with contextlib.suppress(OSError):
            return _open(path)
    server.kill()
    raise TimeoutError(f"{path}: server does not listen")


def _open(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(SECONDS_TO_START)
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection
