"""Imports what is slow once for all the runs that scenarios make, each of which would import it anew.

A process has the libraries of a fork server imported, or Snakemake, and listens. A run's Snakemake, also the one that
DVC starts, and its fork servers are then forks of these, which run the same script in the same folder, environment and
output as processes of their own would. The first run of all, Snakemake where it is killed, and most of `tests/faults`
do without.

python -m tests.workflow.preloading FOLDER PROCESS NAME LIBRARY ...   listens at FOLDER/NAME until the process has ended
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from tests.waiting import wait_until
from tests.workflow.preloaded.sitecustomize import HOOK

REPOSITORY = Path(__file__).parents[2]
SECONDS_BETWEEN_LOOKS = 0.5
SNAKEMAKE = "snakemake"
STAGE = "DVC_STAGE"
SNAKEMAKE_LIBRARIES = (
    *("snakemake.cli", "snakemake.report.html_reporter", "snakemake.executors.local", "filelock", "ruamel.yaml"),
    *("smart_open", "yte", "numpy", "pydantic.main", "pydantic.plugin._loader"),
)

# What so few jobs of a run import that its own fork server does without.
OF_FEW_JOBS = (
    *("matplotlib.backends.backend_svg", "PIL.Image", "ssl", "statistics"),
    *("genanki", "latex2mathml.converter", "markdown_it", "pygments.formatters.html", "pygments.lexers.python"),
)


def preload(folder: Path, as_long_as: int) -> None:
    """Have processes listen in the folder, with all the libraries imported, until another process has ended."""
    # Not at the top: those processes must not have our own code imported, which is that of each run.
    from groundwork.running.command_line import REPORT_LIBRARIES, TRAINING_LIBRARIES

    programs = programs_in(folder)
    programs.mkdir()
    own = Path(sys.executable).with_name(SNAKEMAKE)
    (programs / SNAKEMAKE).write_text(f'#!/bin/sh\nexec {sys.executable} -IS {HOOK}/sitecustomize.py {own} "$@"\n')
    (programs / SNAKEMAKE).chmod(0o755)
    for name, libraries in {
        TRAINING_LIBRARIES[0]: TRAINING_LIBRARIES,
        REPORT_LIBRARIES[0]: (*REPORT_LIBRARIES, *OF_FEW_JOBS),
        SNAKEMAKE: SNAKEMAKE_LIBRARIES,
    }.items():
        others = [library for library in libraries if not library.startswith("groundwork.")]
        command = [sys.executable, "-m", __name__, str(folder), str(as_long_as), name, *others]
        subprocess.Popen(command, stdin=subprocess.DEVNULL, cwd=REPOSITORY, start_new_session=True)
        wait_until((folder / name).exists)


def has_forked(folder: Path, directory: Path) -> set[str]:
    """Return the names of the processes that have forked for a run in a directory."""
    noted = {path.stem: path.read_text(encoding="utf-8").splitlines() for path in folder.glob("*.forks")}
    return {name for name, directories in noted.items() if str(directory) in directories}


def programs_in(folder: Path) -> Path:
    """Return the folder of the programs that hand themselves over."""
    return folder / "programs"


def serve(folder: Path, as_long_as: int, name: str, libraries: Sequence[str]) -> None:
    """Listen, import the libraries, and fork for each request; returns in the forks, which have the script to run."""
    threading.Thread(target=_end_with, args=(as_long_as, folder), daemon=True).start()
    forks: dict[int, socket.socket] = {}
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / f"{name}.new"))
        listening.listen(100)
        (folder / f"{name}.new").rename(folder / name)
        for library in libraries:
            importlib.import_module(library)  # some start processes of their own, and wait for them
        if name == SNAKEMAKE:
            _collect_plugins()
        gc.freeze()  # so that no fork goes through all this in search of garbage
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
    with (folder / f"{name}.forks").open("a", encoding="utf-8") as forked:
        forked.write(f"{directory}\n")


def _collect_plugins() -> None:
    """Have Snakemake look for its plugins, for which it goes through all that is installed."""
    from snakemake.cli import get_argument_parser

    get_argument_parser()


def _reap(forks: dict[int, socket.socket]) -> None:
    """Tell who asked for a fork that has ended its status."""
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            with contextlib.suppress(OSError), forks.pop(ended[0]) as connection:
                connection.sendall(f"{os.waitstatus_to_exitcode(ended[1])}\n".encode())


def _end_with(process: int, folder: Path) -> None:
    with contextlib.suppress(ProcessLookupError):
        while True:
            os.kill(process, 0)
            time.sleep(SECONDS_BETWEEN_LOOKS)
    shutil.rmtree(folder, ignore_errors=True)
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
    os.environ.pop(STAGE, None)  # a fork has another parent, so it cannot see when DVC ends
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    tempfile.tempdir = None  # to be looked for again, in this environment
    directory = str(request["directory"])
    os.chdir(directory)
    sys.argv[:] = request["argv"]
    sys.path[:] = dict.fromkeys([*request["path"], *(path for path in sys.path if path not in own)])
    return directory


def main() -> NoReturn:
    """Serve; in a fork, run the script that was asked for and end as it does."""
    serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
    runpy.run_path(sys.argv[0], run_name="__main__")
    sys.exit()


if __name__ == "__main__":
    main()
