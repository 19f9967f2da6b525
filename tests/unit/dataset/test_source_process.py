"""An endless source is abandoned and its process killed."""

import errno
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler
from itertools import repeat
from pathlib import Path

import pytest

from groundwork.dataset import source_process
from groundwork.dataset.failures import UnavailableError
from groundwork.dataset.mirror import from_mirror, named_mirror
from groundwork.dataset.origin import Origin
from groundwork.dataset.source_process import Source, with_time_limit
from tests.unit.dataset.folders import contents

IMAGES = "train-images-idx3-ubyte"
GRACE_SECONDS = 0.6
NAMED = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"  # a gzip header that a name follows
EMPTY = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"  # one that data follow
NO_DATA = b"\0\0\0\xff\xff"  # a block of no bytes, after which more come


class Endless(SimpleHTTPRequestHandler):
    """Sends something and then never ends."""

    start, more, seconds_between = b"", b"", 0.0

    def do_GET(self) -> None:
        try:
            self.wfile.write(self.start)
            for piece in repeat(self.more):
                self.wfile.write(piece)
                time.sleep(self.seconds_between)
        except OSError:
            """The client has closed the connection."""

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


HEAD = b"HTTP/1.0 200 OK\r\n\r\n"
ENDLESS = {
    "a byte now and then": (HEAD + NAMED, b"n", 0.02),
    "headers, byte by byte": (b"HTTP/1.0 200 OK\r\nX: ", b"n", 0.02),
    "a name that never ends": (HEAD + NAMED, b"n" * 4096, 0.0),
    "data that unpack to nothing": (HEAD + EMPTY, NO_DATA * 1000, 0.0),
}


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """The processes of the sources."""
    started: list[subprocess.Popen[bytes]] = []
    wait = source_process._wait

    def note(process: "subprocess.Popen[bytes]", origin: Origin, folder: Path, grace: float) -> None:
        started.append(process)
        wait(process, origin, folder, grace)

    monkeypatch.setattr(source_process, "_wait", note)
    return started


@pytest.fixture
def source() -> Source:
    return with_time_limit(from_mirror, named_mirror, GRACE_SECONDS)


@pytest.mark.parametrize(("start", "more", "seconds_between"), ENDLESS.values(), ids=ENDLESS)
def test_endless_source_is_abandoned(
    start: bytes,
    more: bytes,
    seconds_between: float,
    origin: Origin,
    incoming: Path,
    root: Path,
    source: Source,
    serve: Callable[..., str],
    processes: list["subprocess.Popen[bytes]"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handler = type("Sending", (Endless,), {"start": start, "more": more, "seconds_between": seconds_between})
    monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", serve(root, handler))
    with pytest.raises(UnavailableError, match=r"^gave up after 1 seconds with 0 bytes received$"):
        source(origin, [IMAGES], incoming, root)
    assert [process.returncode for process in processes] == [-9]


def test_redirect_loop_is_abandoned(
    origin: Origin, incoming: Path, root: Path, serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Circle(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", f"{self.path}?t0ken")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", serve(root, Circle))
    with pytest.raises(UnavailableError, match=r"HTTP Error 302: .* infinite loop\. The last 30x error message was:"):
        from_mirror(origin, [IMAGES], incoming, root)


def test_slow_but_steady_source_is_waited_for(origin: Origin, incoming: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times longer than the grace period, because bytes keep arriving."""
    code = f"for i in 1 2 3 4 5 6 7 8 9 10; do printf 1234567890 >> '{incoming}/file'; sleep 0.05; done"
    monkeypatch.setattr(source_process, "MIN_BYTES_PER_SECOND", 50.0)
    with subprocess.Popen(["sh", "-c", code]) as process:
        source_process._wait(process, origin, incoming, grace=0.05)
        assert process.wait() == 0


def test_source_that_sends_too_much_is_abandoned(
    origin: Origin, incoming: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_process, "_POLL_SECONDS", 0.01)
    (incoming / "part").write_bytes(bytes(1_000_300))  # twice what the files have is 264 bytes
    with subprocess.Popen(["sleep", "60"]) as process:
        with pytest.raises(UnavailableError, match=r"^gave up after 1,000,300 bytes, more than tiny contains$"):
            source_process._wait(process, origin, incoming, grace=60)
        process.kill()


def test_source_process_delivers_files(
    origin: Origin,
    incoming: Path,
    root: Path,
    mirror: Path,
    payloads: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", f"{mirror}")
    with_time_limit(from_mirror, named_mirror)(origin, list(origin.files), incoming, root)
    assert contents(incoming) == payloads


def test_source_process_returns_reason(
    origin: Origin, incoming: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = with_time_limit(from_mirror, named_mirror)
    with pytest.raises(UnavailableError, match=r"^not set$"):
        source(origin, [IMAGES], incoming, root)
    monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", f"{tmp_path}")
    with pytest.raises(UnavailableError, match=rf"^{tmp_path}: tiny/{IMAGES}\.gz: .*No such file or directory"):
        source(origin, [IMAGES], incoming, root)


def test_unexpected_exception_becomes_reason(
    origin: Origin, incoming: Path, root: Path, mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", f"{mirror}")
    (mirror / "tiny" / "not pinned.gz").touch()
    with pytest.raises(UnavailableError, match=r"^failed: 'not pinned'$"):
        with_time_limit(from_mirror, named_mirror)(origin, ["not pinned"], incoming, root)


@pytest.fixture
def full(incoming: Path) -> Iterator[Path]:
    """A folder on a disk without space for the images."""
    (incoming / f"{IMAGES}.part").symlink_to("/dev/full")
    yield incoming
    assert not (incoming / IMAGES).exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_full_disk_is_not_blamed_on_source(
    origin: Origin, full: Path, root: Path, mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", f"{mirror}")
    for source in (from_mirror, with_time_limit(from_mirror, named_mirror)):
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)) as caught:
            source(origin, [IMAGES], full, root)
        assert caught.value.errno == errno.ENOSPC


def test_killed_source_process_is_a_reason(
    origin: Origin, incoming: Path, root: Path, mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", f"{mirror}")
    monkeypatch.setattr(source_process, "_CHILD", "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(UnavailableError, match=r"^its process ended with status -9 and no answer$"):
        with_time_limit(from_mirror, named_mirror)(origin, [IMAGES], incoming, root)
