"""A tiny dataset with its own pinned checksums, a mirror of it, and a local web server."""

import gzip
import hashlib
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NoReturn

import pytest

from groundwork.dataset.origin import Origin, Payload
from groundwork.dataset.origins import ORIGINS

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("GROUNDWORK_DATA_MIRROR", *PROXIES, *(proxy.upper() for proxy in PROXIES)):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def nameless(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make every host name lookup fail; the list collects the requested names."""
    asked: list[str] = []

    def look_up(host: str, *_: object, **__: object) -> NoReturn:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(urllib.request, "_opener", None)  # urlopen keeps the proxies of its first call
    return asked


@pytest.fixture
def payloads() -> dict[str, bytes]:
    """Six training and four test images of 3 by 2 pixels, as unpacked IDX files."""
    return {
        "train-images-idx3-ubyte": bytes([0, 0, 8, 3, 0, 0, 0, 6, 0, 0, 0, 3, 0, 0, 0, 2]) + bytes(range(36)),
        "train-labels-idx1-ubyte": bytes([0, 0, 8, 1, 0, 0, 0, 6]) + bytes([0, 1, 0, 1, 0, 1]),
        "t10k-images-idx3-ubyte": bytes([0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 2]) + bytes(range(100, 124)),
        "t10k-labels-idx1-ubyte": bytes([0, 0, 8, 1, 0, 0, 0, 4]) + bytes([1, 0, 1, 0]),
    }


@pytest.fixture
def origin(payloads: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Origin:
    tiny = Origin(
        task="classification",
        example="image",
        name="tiny",
        title="Tiny",
        classes=("even", "odd"),
        image_shape=(3, 2),
        top_value=255,
        train_images=6,
        test_images=4,
        files={
            file: Payload(hashlib.md5(payload, usedforsecurity=False).hexdigest(), len(payload))
            for file, payload in payloads.items()
        },
        torchvision_class=None,
        citation="none",
        license="none",
        url="none",
    )
    monkeypatch.setitem(ORIGINS, "tiny", tiny)
    return tiny


@pytest.fixture
def mirror(tmp_path: Path, payloads: dict[str, bytes]) -> Path:
    """A folder that holds `tiny/<file>.gz`."""
    folder = tmp_path / "mirror"
    (folder / "tiny").mkdir(parents=True)
    for file, payload in payloads.items():
        (folder / "tiny" / f"{file}.gz").write_bytes(gzip.compress(payload, mtime=0))
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def raw(root: Path, origin: Origin, payloads: dict[str, bytes]) -> Path:
    """The project's raw folder with the correct files."""
    folder = root / "data" / "raw" / origin.name
    folder.mkdir(parents=True)
    for file, payload in payloads.items():
        (folder / file).write_bytes(payload)
    return folder


@pytest.fixture
def incoming(tmp_path: Path) -> Path:
    """An empty folder for a source to write into."""
    folder = tmp_path / "incoming"
    folder.mkdir()
    return folder


@pytest.fixture
def requests() -> list[str]:
    """The paths requested from the local web server."""
    return []


@pytest.fixture
def serve(requests: list[str]) -> Iterator[Callable[..., str]]:
    """Start a local web server on a folder and return its URL; the handler class is optional."""
    servers: list[ThreadingHTTPServer] = []

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            requests.append(self.path)

    def start(folder: Path, handler: type[SimpleHTTPRequestHandler] = Quiet) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        # The socket alone: server_close would wait for handlers that are stalled on purpose.
        server.socket.close()
