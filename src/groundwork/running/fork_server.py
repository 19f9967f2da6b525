"""The fork server: a process that has the slow imports behind it and forks one child per job.

Only libraries are imported ahead, never code of ours, so that a fork always runs the source as it is. The process ends
with the run that it belongs to.
"""

import contextlib
import fcntl
import gc
import importlib
import json
import os
import runpy
import socket
import socketserver
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

ALIVE = "alive"  # the file in the run's folder that is locked for as long as the run lives (see runs)
STARTED = b"started\n"  # what a fork answers before it runs any of the job


class _Fork(socketserver.StreamRequestHandler):
    """Runs in the forked child: becomes the job that asked for it."""

    server: "_Server"

    def handle(self) -> None:
        """Take over the asker's output, run its script and answer with the exit status."""
        self.server.socket.close()  # or who asks a dead server would wait for its forks to answer
        _message, descriptors, _flags, _address = socket.recv_fds(self.request, 1, 2)
        request = json.loads(self.rfile.readline())
        for descriptor, target in zip(descriptors, (1, 2), strict=True):
            os.dup2(descriptor, target)
        threading.Thread(target=self._exit_when_client_exits, daemon=True).start()
        self.wfile.write(STARTED)
        status = _run_script(request)
        # Not through the handler's end, which would wait for the thread that waits for the asker's.
        self.wfile.write(f"{_flush() or status}\n".encode())
        os._exit(0)

    def _exit_when_client_exits(self) -> None:
        """End the job as soon as the process that asked for it is gone: a killed run must not train on."""
        with contextlib.suppress(OSError):
            self.request.recv(1)
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
        with contextlib.suppress(OSError):  # the log may lie on a full disk: the status must be answered all the same
            sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException:
        with contextlib.suppress(OSError):
            sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _flush() -> int:
    """Return 1 where what the job said could not be written."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return 1
    return 0


class _Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """Forks for each request."""

    max_children = 1000
    request_queue_size = 1000  # all jobs of a run may ask while the libraries are imported


def serve(path: Path, folder: Path, libraries: Sequence[str]) -> None:
    """Listen at a path, import the libraries, then fork for each request until the run of the folder is gone."""
    threading.Thread(target=_exit_when_run_ends, args=(folder, os.open(folder / ALIVE, os.O_RDWR)), daemon=True).start()
    with _Server(str(path), _Fork) as server:
        for library in libraries:
            importlib.import_module(library)
        # What is there now never dies: no fork's collector needs to look at it, nor copy its memory by doing so.
        gc.freeze()
        server.serve_forever(poll_interval=0.2)


def _exit_when_run_ends(folder: Path, descriptor: int) -> None:
    """Wait for the lock that the run's main process holds, then end the server with what is left of the run."""
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            each.unlink(missing_ok=True)
        folder.rmdir()
    os._exit(0)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
