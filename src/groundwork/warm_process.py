"""The process that has the slow imports behind it and forks one child per job.

Only libraries are imported ahead, never code of ours, so that a fork always runs the source as it is. The process ends
with the run that owns it.
"""

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
            # What is there now never dies: no fork's collector needs to look at it, nor copy its memory by doing so.
            gc.freeze()
            server.serve_forever(poll_interval=0.2)
        finally:
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}.lock").unlink(missing_ok=True)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
