"""Imports the slow libraries once for all the runs that scenarios make, each of which would import them anew.

The fork server of a run is then a fork of this process, which runs the run's own `fork_server.py` as the server's own
process would. The first runs of all, those of `tests/faults` and those that set Python's path do without.

python -m tests.workflow.preloading FOLDER LIBRARY ...   listens at FOLDER/LIBRARY until its standard input ends
"""

import contextlib
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

PLACE = "TESTS_PRELOADED"  # where the processes listen: read by preloaded/sitecustomize.py


@contextlib.contextmanager
def preloaded(folder: Path, libraries: Sequence[str]) -> Iterator[None]:
    """Have a process listen in the folder, with the libraries imported, as long as this lasts."""
    command = [sys.executable, "-m", __name__, str(folder), *libraries]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=Path(__file__).parents[2]) as process:
        yield
        process.communicate()


def serve(folder: Path, libraries: Sequence[str]) -> None:
    """Listen, import the libraries, and fork for each fork server that asks."""
    threading.Thread(target=_end_with_tests, daemon=True).start()
    signal.signal(signal.SIGCHLD, _reap)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / libraries[0]))
        listening.listen(100)
        for library in libraries:
            importlib.import_module(library)
        while True:
            connection, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _become(connection)
            connection.close()


def _reap(_number: int, _frame: object) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _end_with_tests() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def _become(connection: socket.socket) -> None:
    """Run the script that was asked for, as the asking process would have run it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    with connection.makefile("rb") as asked:
        request = json.loads(asked.readline())
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["directory"])
    sys.argv[:], sys.path[:] = request["argv"], request["path"]
    runpy.run_path(sys.argv[0], run_name="__main__")
    os._exit(0)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2:])
