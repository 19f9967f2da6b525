"""Asks a source in a process of its own, which is ended when it brings too little or too much."""

import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from groundwork.core.identity import PACKAGE
from groundwork.dataset.origin import Origin
from groundwork.dataset.reasons import OF_THE_DISK, UnavailableError, failures_as_unavailable

Source = Callable[[Origin, Sequence[str], Path, Path], None]
"""Writes the wanted files, unpacked and not yet verified, into the folder; the last argument is the project's root."""

GRACE_SECONDS = 60.0
"""Seconds that a source may take to bring nothing: to find the host, to follow redirects, to begin."""
MIN_BYTES_PER_SECOND = 10_000.0
"""Bytes a second that it must bring on average once these are over: a line of 100 kbit/s does."""
_POLL_SECONDS = 0.1
_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from groundwork.dataset.asking import answer; answer()"


def with_time_limit(source: Source, require: Callable[[Origin, Path], object], grace: float | None = None) -> Source:
    """Return a source that gives up, whatever the other side does: trickles, redirects, never ends.

    `require` raises UnavailableError where it is known without asking that there is nothing to be had.
    """

    def ask(origin: Origin, wanted: Sequence[str], folder: Path, root: Path) -> None:
        require(origin, root)
        request = pickle.dumps((source, origin, list(wanted), folder, root))
        found = json.loads(_answer_to(request, origin, folder, GRACE_SECONDS if grace is None else grace))
        if found["errno"]:
            raise OSError(found["errno"], os.strerror(found["errno"]), f"{folder}")
        if found["reason"]:
            raise UnavailableError(found["reason"])

    return ask


def answer() -> None:
    """Ask the source that standard input names and write to standard output how it went; end when the parent ends."""
    source, origin, wanted, folder, root = pickle.load(sys.stdin.buffer)  # noqa: S301 - it comes from our own parent
    threading.Thread(target=_exit_when_parent_exits, daemon=True).start()
    said = os.dup(1)  # for the answer alone: what libraries print goes nowhere
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    found = {"reason": "", "errno": 0}
    try:
        with failures_as_unavailable("failed", failures=(Exception,)):
            source(origin, wanted, folder, root)
    except UnavailableError as error:
        found["reason"] = f"{error}"
    except OSError as error:
        found["errno"] = error.errno or OF_THE_DISK[0]
    os.write(said, json.dumps(found).encode())
    os._exit(0)  # threads of a driver may wait for a server that never answers


def _exit_when_parent_exits() -> None:
    os.read(0, 1)  # the parent writes nothing more: this returns when its end of the pipe is closed
    os.killpg(0, signal.SIGKILL)


def _answer_to(request: bytes, origin: Origin, folder: Path, grace: float) -> bytes:
    # In a session of its own: whatever it starts can be ended with it. Nothing secret is on its command line.
    with subprocess.Popen(
        [sys.executable, "-BP", "-c", _CHILD, f"{PACKAGE.parent}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        start_new_session=True,
    ) as process:
        try:
            with contextlib.suppress(BrokenPipeError):
                os.write(process.stdin.fileno() if process.stdin else -1, request)
            _wait(process, origin, folder, grace)
        except BaseException:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            raise
        said = process.stdout.read() if process.stdout else b""
    if not said:
        raise UnavailableError(f"its process ended with status {process.returncode} and without an answer")
    return said


def _wait(process: "subprocess.Popen[bytes]", origin: Origin, folder: Path, grace: float) -> None:
    """Return when the process has ended; UnavailableError where it brings too little in time, or too much."""
    # Packed and unpacked, each file lies there twice at most.
    most = 2 * sum(payload.size for payload in origin.files.values()) + 1_000_000
    start = time.monotonic()
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_POLL_SECONDS)
            return
        arrived, seconds = _size(folder), time.monotonic() - start
        if arrived > most:
            raise UnavailableError(f"given up after {arrived:,} bytes, more than {origin.name} has")
        if seconds > grace + arrived / MIN_BYTES_PER_SECOND:
            raise UnavailableError(f"given up after {seconds:.0f} seconds, in which {arrived:,} bytes came")


def _size(folder: Path) -> int:
    """Return the bytes that lie in a folder, into which another process writes."""
    found = 0
    for place, _, files in os.walk(folder):
        for file in files:
            with contextlib.suppress(OSError):
                found += (Path(place) / file).lstat().st_size
    return found
