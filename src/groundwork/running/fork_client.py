"""Runs a job in a fork of the run's fork server and returns its exit status.

`import torch`, with the modules that an optimizer imports, takes longer than most training jobs. The first job of a
run starts a server that has done the slow imports (see fork_server). Each job then requests a fork, which runs the
job's script as its own process would: same arguments, directory, environment and output. Most jobs load only this file
in their own process, so it imports little at the top.
"""

import fcntl
import os
import socket
import sys
import time
from collections.abc import Sequence

from groundwork.running.privacy import require_private

SECONDS_TO_START = 20.0
SECONDS_TO_FORK = 120.0  # enough for the slow imports on a busy machine
POLL_SECONDS = 0.05
SERVER = "fork_server.py"
STARTED = b"started\n"


def run_in_fork(folder: str, libraries: Sequence[str]) -> int | None:
    """Run this command in a fork of the run's fork server and return its exit status.

    Returns None, with nothing executed, if that is not possible. `folder` is the run's folder, relative to the working
    directory.
    """
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        return None
    try:
        require_private(folder)  # a job sends its whole environment to the listening process
        connection = _connect(f"{folder}/{libraries[0]}", folder, libraries)
        is_started = _ask(connection)
    except OSError:
        return None
    with connection:
        return _status(connection) if is_started else None


def _ask(connection: socket.socket) -> bool:
    """Send the command; return whether a fork has started it."""
    import json

    directory = os.getcwd()  # noqa: PTH109 - importing pathlib costs as much as requesting the fork
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
    except (OSError, ValueError):  # the fork died without an answer
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
    """Start the fork server, replacing a dead one, and return a connection to it."""
    import contextlib
    import subprocess
    from pathlib import Path

    Path(path).unlink(missing_ok=True)
    # -P: modules in this folder must not shadow libraries and standard modules of the same name.
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
