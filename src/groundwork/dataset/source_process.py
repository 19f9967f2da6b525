"""Runs a source in a separate process and kills it if it is too slow or sends too much."""

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
from groundwork.dataset.failures import OF_THE_DISK, UnavailableError, failures_as_unavailable
from groundwork.dataset.origin import Origin

Source = Callable[[Origin, Sequence[str], Path, Path], None]
"""Writes the wanted files, unpacked but not verified, to the folder; the last argument is the project root."""

GRACE_SECONDS = 60.0
"""Seconds a source may take before the first byte: name lookup, redirects, connection."""
MIN_BYTES_PER_SECOND = 10_000.0
"""Minimum average bytes per second after the grace period; a 100 kbit/s connection is enough."""
_POLL_SECONDS = 0.1
_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from groundwork.dataset.source_process import answer; answer()"


def with_time_limit(source: Source, require: Callable[[Origin, Path], object], grace: float | None = None) -> Source:
    """Wrap a source so that it always terminates, even if the server is slow, redirects forever or never closes.

    `require` raises UnavailableError if the source is known to be unavailable without contacting it.
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
    """Run the request from standard input and write the outcome to standard output; exit when the parent exits."""
    source, origin, wanted, folder, root = pickle.load(sys.stdin.buffer)  # noqa: S301 - sent by our parent process
    threading.Thread(target=_exit_when_parent_exits, daemon=True).start()
    said = os.dup(1)  # only for the answer; the libraries' own output is discarded
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
    os._exit(0)  # a driver's threads may be waiting for a server that never answers


def _exit_when_parent_exits() -> None:
    os.read(0, 1)  # returns when the parent's end of the pipe is closed
    os.killpg(0, signal.SIGKILL)


def _answer_to(request: bytes, origin: Origin, folder: Path, grace: float) -> bytes:
    # A new session, so that its child processes can be killed with it. No secrets on its command line.
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
        raise UnavailableError(f"its process ended with status {process.returncode} and no answer")
    return said


def _wait(process: "subprocess.Popen[bytes]", origin: Origin, folder: Path, grace: float) -> None:
    """Wait for the process to end; raises UnavailableError if it is too slow or sends too much."""
    # Each file is there at most twice, packed and unpacked.
    most = 2 * sum(payload.size for payload in origin.files.values()) + 1_000_000
    start = time.monotonic()
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_POLL_SECONDS)
            return
        arrived, seconds = _size(folder), time.monotonic() - start
        if arrived > most:
            raise UnavailableError(f"gave up after {arrived:,} bytes, more than {origin.name} contains")
        if seconds > grace + arrived / MIN_BYTES_PER_SECOND:
            raise UnavailableError(f"gave up after {seconds:.0f} seconds with {arrived:,} bytes received")


def _size(folder: Path) -> int:
    """Return the total size of a folder that another process is writing to."""
    found = 0
    for place, _, files in os.walk(folder):
        for file in files:
            with contextlib.suppress(OSError):
                found += (Path(place) / file).lstat().st_size
    return found
