"""The fork server: a process that has done the slow imports and forks one child per job.

It preimports libraries, and of our own code what most jobs import: from the run's snapshot of the source, which is also
what the jobs run. It exits with its run.
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

ALIVE = "alive"  # the file in the run's folder that is locked while the run is alive (see runs)
STARTED = b"started\n"  # a fork's answer before it runs any of the job


class _Fork(socketserver.StreamRequestHandler):
    """Runs in the forked child and becomes the requested job."""

    server: "_Server"

    def handle(self) -> None:
        """Take over the client's output, run its script and answer with the exit status."""
        self.server.socket.close()  # otherwise clients of a dead server would wait for its forks to answer
        _message, descriptors, _flags, _address = socket.recv_fds(self.request, 1, 2)
        request = json.loads(self.rfile.readline())
        for descriptor, target in zip(descriptors, (1, 2), strict=True):
            os.dup2(descriptor, target)
        threading.Thread(target=self._exit_when_client_exits, daemon=True).start()
        self.wfile.write(STARTED)
        status = _run_script(request)
        # Not by returning from the handler, which would wait for the thread that waits for the client to exit.
        self.wfile.write(f"{_flush() or status}\n".encode())
        os._exit(0)

    def _exit_when_client_exits(self) -> None:
        """Exit as soon as the client is gone: a killed run must not continue to train."""
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
        with contextlib.suppress(OSError):  # the log may be on a full disk; the status must be sent anyway
            sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException:
        with contextlib.suppress(OSError):
            sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _flush() -> int:
    """Flush the job's output; return 1 if it could not be written."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return 1
    return 0


class _Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """Forks for each request."""

    max_children = 1000
    request_queue_size = 1000  # all jobs of a run may connect while the libraries are being imported


def serve(path: Path, folder: Path, libraries: Sequence[str]) -> None:
    """Listen at a path, import the libraries, then fork for each request until the folder's run ends."""
    threading.Thread(target=_exit_when_run_ends, args=(folder, os.open(folder / ALIVE, os.O_RDWR)), daemon=True).start()
    with _Server(str(path), _Fork) as server:
        for library in libraries:
            with contextlib.suppress(Exception):  # raised again by the job that needs it
                importlib.import_module(library)
        # Exempt existing objects from garbage collection, so that forks need not copy their memory pages.
        gc.freeze()
        server.serve_forever(poll_interval=0.2)


def _exit_when_run_ends(folder: Path, descriptor: int) -> None:
    """Wait for the lock of the run's main process, then delete the run's folder and exit."""
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            each.unlink(missing_ok=True)
        folder.rmdir()
    os._exit(0)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
