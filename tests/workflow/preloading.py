"""Imports what is slow once for all the runs that scenarios make, each of which would import it anew.

A process has the libraries of a fork server imported, or Snakemake, and listens. A run's Snakemake and fork servers are
then forks of these, which run the same script in the same folder, environment and output as processes of their own
would. The first run of all, those that are killed, those by DVC and those of `tests/faults` do without.

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
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

REPOSITORY = Path(__file__).parents[2]
PLACE = "TESTS_PRELOADED"  # where the processes listen: read by preloaded/sitecustomize.py
SNAKEMAKE = ("snakemake.cli", "snakemake.report.html_reporter", "filelock", "ruamel.yaml", "smart_open", "yte")


@contextlib.contextmanager
def preloaded(folder: Path, libraries: Sequence[str]) -> Iterator[None]:
    """Have a process listen in the folder, with the libraries imported, as long as this lasts."""
    command = [sys.executable, "-m", __name__, str(folder), *libraries]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=REPOSITORY) as process:
        while not (folder / libraries[0]).exists():
            assert process.poll() is None
        yield
        process.communicate()


def run_preloaded(
    folder: Path, command: Sequence[str], directory: Path, environment: Mapping[str, str], seconds: float
) -> subprocess.CompletedProcess[str]:
    """Run `snakemake` as `subprocess.run` would, its output and errors together."""
    script = Path(sys.executable).with_name("snakemake")
    paths = [str(script.parent), *filter(None, environment["PYTHONPATH"].split(os.pathsep))]
    request = {
        "argv": [str(script), *command[1:]],
        "directory": str(directory),
        "environment": dict(environment),
        "first": paths,
    }
    with socket.socket(socket.AF_UNIX) as connection, open(os.devnull) as nothing:  # noqa: PTH123
        connection.settimeout(seconds)
        connection.connect(str(folder / SNAKEMAKE[0]))
        reading, writing = os.pipe()
        socket.send_fds(connection, [json.dumps(request).encode() + b"\n"], [nothing.fileno(), writing, writing])
        os.close(writing)
        with open(reading, encoding="utf-8") as output:  # noqa: PTH123
            said = output.read()
        with connection.makefile() as answer:
            return subprocess.CompletedProcess(command, int(answer.readline()), said)


def serve(folder: Path, libraries: Sequence[str]) -> None:
    """Listen, import the libraries, and fork for each request; returns in the forks, which have the script to run."""
    threading.Thread(target=_end_with_tests, daemon=True).start()
    forks: dict[int, socket.socket] = {}
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / f"{libraries[0]}.new"))
        listening.listen(100)
        (folder / f"{libraries[0]}.new").rename(folder / libraries[0])
        for library in libraries:
            importlib.import_module(library)  # some start processes of their own, and wait for them
        signal.signal(signal.SIGCHLD, lambda _number, _frame: _reap(forks))
        while True:
            connection, _ = listening.accept()
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
            fork = os.fork()
            if fork == 0:
                break
            forks[fork] = connection
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    for each in forks.values():
        each.close()
    directory = _become(connection)
    with (folder / f"{libraries[0]}.forks").open("a", encoding="utf-8") as forked:
        forked.write(f"{directory}\n")


def _reap(forks: dict[int, socket.socket]) -> None:
    """Tell who asked for a fork that has ended its status."""
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            with contextlib.suppress(OSError), forks.pop(ended[0]) as connection:
                connection.sendall(f"{os.waitstatus_to_exitcode(ended[1])}\n".encode())


def _end_with_tests() -> None:
    os.read(0, 1)  # not by sys.stdin, whose lock a fork would inherit
    os._exit(0)


def _become(connection: socket.socket) -> str:
    """Be in the folder that the request names, which is returned, with the script's name and arguments."""
    os.setsid()
    message, descriptors, _flags, _address = socket.recv_fds(connection, 1_000_000, 3)
    while not message.endswith(b"\n"):
        message += connection.recv(1_000_000)
    connection.close()
    request: dict[str, Any] = json.loads(message)
    for target, descriptor in enumerate(descriptors):
        os.dup2(descriptor, target)
        os.close(descriptor)
    sys.stdout, sys.stderr = (open(number, "w", buffering=1, closefd=False) for number in (1, 2))  # noqa: SIM115
    own = {str(REPOSITORY), *os.environ.get("PYTHONPATH", "").split(os.pathsep)}
    os.environ.clear()
    os.environ.update(request["environment"])
    directory = str(request["directory"])
    os.chdir(directory)
    sys.argv[:] = request["argv"]
    sys.path[:] = request.get("path") or [*request["first"], *(path for path in sys.path if path not in own)]
    return directory


def main() -> NoReturn:
    """Serve; in a fork, run the script that was asked for and end as it does."""
    serve(Path(sys.argv[1]), sys.argv[2:])
    runpy.run_path(sys.argv[0], run_name="__main__")
    sys.exit()


if __name__ == "__main__":
    main()
