"""A job's own process asks the warm process for a fork and passes on its end.

`import torch` with what an optimizer pulls in costs more than most of our training jobs. The first job of a run starts
a process that has the slow imports behind it (see warm_process); each job then asks it for a fork, which runs the job's
script exactly as the job's own process would have: same arguments, directory, environment and output. This file is all
that most jobs load in their own process, so it imports little, and the rest where it is needed.
"""

import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from groundwork.privacy import private_folder, require_private

if TYPE_CHECKING:
    from pathlib import Path

SECONDS_TO_START = 20.0
PROCESS = "warm_process.py"
KILLED = "the job was killed before it ended (out of memory?); run again with fewer --cores"


def socket_for_owner(owner: int) -> "Path | None":
    """Return where the warm processes of the run with this process number listen, in a folder of this user alone.

    None where there can be no such folder: a job tells its whole environment to whoever listens.
    """
    try:
        return private_folder("groundwork-warm") / f"{owner}"
    except OSError:
        return None


def run_warm(base: str, libraries: Sequence[str]) -> int | None:
    """Run this very command in a fork of the warm process and return its exit status; None where that cannot be."""
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        return None
    try:
        require_private(base.rpartition(os.sep)[0])  # on another machine than the run's start, it is another folder
        connection = _connect(f"{base}-{libraries[0]}", int(base.rpartition(os.sep)[2]), libraries)
    except OSError:
        return None
    directory = os.getcwd()  # noqa: PTH109 - importing pathlib costs as much as asking for the fork
    request = {"argv": sys.argv, "directory": directory, "environment": dict(os.environ), "path": sys.path}
    with connection:
        socket.send_fds(connection, [b"!"], [sys.stdout.fileno(), sys.stderr.fileno()])
        connection.sendall(json.dumps(request).encode() + b"\n")
        answer = connection.makefile().readline()
    if answer.strip():
        return int(answer)
    sys.stderr.write(f"{KILLED}\n")
    return 1


def _connect(path: str, owner: int, libraries: Sequence[str]) -> socket.socket:
    with open(f"{path}.lock", "w") as lock:  # noqa: PTH123 - as above
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return _open(path)
        except OSError:
            return _start(path, owner, libraries)


def _start(path: str, owner: int, libraries: Sequence[str]) -> socket.socket:
    """Start the warm process, which takes the place of a dead one, and return a connection to it."""
    import subprocess
    from pathlib import Path

    Path(path).unlink(missing_ok=True)
    # -P: our own modules must not stand in for the libraries' and the standard ones of the same name.
    command = [sys.executable, "-P", str(Path(__file__).with_name(PROCESS)), path, str(owner), *libraries]
    nothing = subprocess.DEVNULL
    server = subprocess.Popen(command, start_new_session=True, stdin=nothing, stdout=nothing, stderr=nothing)
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        time.sleep(0.05)
        if Path(path).exists():
            return _open(path)
    raise TimeoutError(f"{path}: nobody listens")


def _open(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection
