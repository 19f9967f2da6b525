"""A process that has the slow imports behind it and forks one child per job.

`import torch` with what an optimizer pulls in costs more than most of our training jobs. The first job of a run starts
this process; each job then asks it for a fork, which runs the job's script exactly as the job's own process would have:
same arguments, directory, environment and output. Only libraries are imported ahead, never code of ours, so that a fork
always runs the source as it is. The process ends with the run that owns it.
"""

import fcntl
import importlib
import json
import os
import runpy
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

SECONDS_TO_START = 20.0


def socket_for_owner(owner: int) -> Path:
    """Return where the warm processes of the run with this process number listen, in a folder of this user alone."""
    folder = Path(tempfile.gettempdir()) / f"groundwork-warm-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{owner}"


def run_warm(base: Path, libraries: Sequence[str]) -> int | None:
    """Run this very command in a fork of the warm process and return its exit status; None where that cannot be."""
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        return None
    path = base.with_name(f"{base.name}-{libraries[0]}")
    try:
        connection = _connect(path, int(base.name), libraries)
    except OSError:
        return None
    request = {"argv": sys.argv, "directory": str(Path.cwd()), "environment": dict(os.environ), "path": sys.path}
    with connection:
        socket.send_fds(connection, [b"!"], [sys.stdout.fileno(), sys.stderr.fileno()])
        connection.sendall(json.dumps(request).encode() + b"\n")
        answer = connection.makefile().readline()
    return int(answer) if answer.strip() else 1


def _connect(path: Path, owner: int, libraries: Sequence[str]) -> socket.socket:
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return _open(path)
        except OSError:
            path.unlink(missing_ok=True)
            # -P: our own modules must not stand in for the libraries' and the standard ones of the same name.
            command = [sys.executable, "-P", __file__, str(path), str(owner), *libraries]
            nothing = subprocess.DEVNULL
            server = subprocess.Popen(command, start_new_session=True, stdin=nothing, stdout=nothing, stderr=nothing)
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and server.poll() is None:
            time.sleep(0.05)
            if path.exists():
                return _open(path)
    raise TimeoutError(f"{path}: nobody listens")


def _open(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(str(path))
    except OSError:
        connection.close()
        raise
    return connection


class _Fork(socketserver.StreamRequestHandler):
    """Runs in the forked child: becomes the job that asked for it."""

    def handle(self) -> None:
        """Take over the asker's output, run its script and answer with the exit status."""
        _message, descriptors, _flags, _address = socket.recv_fds(self.request, 1, 2)
        for descriptor, target in zip(descriptors, (1, 2), strict=True):
            os.dup2(descriptor, target)
        request = json.loads(self.rfile.readline())
        threading.Thread(target=self._end_with_client, daemon=True).start()
        status = _run_script(request)
        sys.stdout.flush()
        sys.stderr.flush()
        self.wfile.write(f"{status}\n".encode())

    def _end_with_client(self) -> None:
        """End the job as soon as the process that asked for it is gone: a killed run must not train on."""
        self.rfile.read()
        os._exit(1)


def _run_script(request: dict[str, list[str] | str | dict[str, str]]) -> int:
    os.environ.clear()
    os.environ.update(request["environment"])  # type: ignore[arg-type]
    os.chdir(request["directory"])  # type: ignore[arg-type]
    sys.argv[:], sys.path[:] = request["argv"], request["path"]
    sys.stdout, sys.stderr = (open(number, "w", buffering=1, closefd=False) for number in (1, 2))  # noqa: SIM115
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as end:
        if isinstance(end.code, int | None):
            return int(end.code or 0)
        sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


class _Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """Forks for each request, and ends when its owner is gone."""

    max_children = 1000
    owner = 0

    def service_actions(self) -> None:
        """End the server as soon as the run that owns it is gone."""
        super().service_actions()
        try:
            os.kill(self.owner, 0)
        except OSError:
            raise SystemExit(0) from None


def serve(path: Path, owner: int, libraries: Sequence[str]) -> None:
    """Listen at a path, import the libraries, then fork for each request until the owner's process is gone."""
    with _Server(str(path), _Fork) as server:
        server.owner = owner
        try:
            for library in libraries:
                importlib.import_module(library)
            server.serve_forever(poll_interval=0.2)
        finally:
            path.unlink(missing_ok=True)
            path.with_suffix(".lock").unlink(missing_ok=True)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
