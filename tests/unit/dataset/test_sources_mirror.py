"""The mirror: folder, URL, proxy, and failures."""

import time
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest

from groundwork.dataset import mirror as mirrors
from groundwork.dataset.failures import UnavailableError
from groundwork.dataset.mirror import from_mirror
from groundwork.dataset.origin import Origin

IMAGES = "train-images-idx3-ubyte"


class Stalling(SimpleHTTPRequestHandler):
    """Sends half of what it announced, then nothing."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"\x1f\x8b\x08" + bytes(200))
        self.wfile.flush()
        time.sleep(5)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


class Breaking(Stalling):
    """Closes the connection after half of what it announced."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"\x01\x0a")


@pytest.fixture
def ask(
    origin: Origin, incoming: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], dict[str, bytes]]:
    def fetch(mirror: str) -> dict[str, bytes]:
        monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", mirror)
        from_mirror(origin, list(origin.files), incoming, root)
        return {path.name: path.read_bytes() for path in incoming.iterdir()}

    return fetch


Ask = Callable[[str], dict[str, bytes]]


@pytest.mark.parametrize("value", ["", "  "])
def test_no_mirror_is_set(ask: Ask, value: str) -> None:
    with pytest.raises(UnavailableError, match=r"^not set$"):
        ask(value)


def test_a_folder(ask: Ask, mirror: Path, payloads: dict[str, bytes]) -> None:
    assert ask(f"{mirror}") == payloads


def test_a_folder_relative_to_the_project(ask: Ask, mirror: Path, payloads: dict[str, bytes]) -> None:
    assert ask(f"../{mirror.name}") == payloads


def test_a_file_url(ask: Ask, mirror: Path, payloads: dict[str, bytes]) -> None:
    assert ask(mirror.as_uri()) == payloads


def test_a_web_server(ask: Ask, mirror: Path, payloads: dict[str, bytes], serve: Callable[..., str]) -> None:
    assert ask(serve(mirror) + "/") == payloads


def test_a_web_server_behind_a_proxy(
    ask: Ask,
    mirror: Path,
    tmp_path: Path,
    payloads: dict[str, bytes],
    serve: Callable[..., str],
    requests: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A proxy is asked for whole addresses, which this server takes for paths.
    (tmp_path / "proxy" / "http:").mkdir(parents=True)
    (tmp_path / "proxy" / "http:" / "data.invalid").symlink_to(mirror)
    monkeypatch.setenv("http_proxy", serve(tmp_path / "proxy"))
    assert ask("http://data.invalid") == payloads
    assert requests[0] == f"http://data.invalid/tiny/{IMAGES}.gz"


def test_a_folder_without_the_dataset(ask: Ask, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match=rf"^{tmp_path}: tiny/{IMAGES}\.gz: .*No such file or directory"):
        ask(f"{tmp_path}")


def test_a_web_server_without_the_dataset(ask: Ask, tmp_path: Path, serve: Callable[..., str]) -> None:
    with pytest.raises(UnavailableError, match=rf"tiny/{IMAGES}\.gz: HTTP Error 404: File not found$"):
        ask(serve(tmp_path))


def test_nobody_listens(ask: Ask) -> None:
    with pytest.raises(UnavailableError, match="Connection refused"):
        ask("http://127.0.0.1:9")


def test_a_host_that_does_not_exist(ask: Ask, nameless: list[str]) -> None:
    with pytest.raises(UnavailableError, match=r"urlopen error .*Name or service not known"):
        ask("https://data.invalid")
    assert nameless == ["data.invalid"]


def test_a_server_that_stalls_is_given_up(ask: Ask, serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirrors, "TIMEOUT", 0.1)
    address = serve(Path(), Stalling)
    start = time.monotonic()
    with pytest.raises(UnavailableError, match="timed out"):
        ask(address)
    assert time.monotonic() - start < 2


def test_a_connection_that_breaks_leaves_no_whole_file(ask: Ask, serve: Callable[..., str], incoming: Path) -> None:
    with pytest.raises(UnavailableError, match=rf"tiny/{IMAGES}\.gz: "):
        ask(serve(Path(), Breaking))
    assert [path.name for path in incoming.iterdir()] == [f"{IMAGES}.part"]


def test_a_truncated_gzip_file(ask: Ask, mirror: Path) -> None:
    packed = mirror / "tiny" / f"{IMAGES}.gz"
    packed.write_bytes(packed.read_bytes()[:-9])
    with pytest.raises(UnavailableError, match=r"Compressed file ended before the end-of-stream marker was reached$"):
        ask(f"{mirror}")


def test_a_gzip_file_with_a_wrong_checksum(ask: Ask, mirror: Path) -> None:
    packed = mirror / "tiny" / f"{IMAGES}.gz"
    content = bytearray(packed.read_bytes())
    content[-8] ^= 1
    packed.write_bytes(content)
    with pytest.raises(UnavailableError, match="CRC check failed"):
        ask(f"{mirror}")


def test_a_page_in_place_of_the_file(ask: Ask, mirror: Path) -> None:
    (mirror / "tiny" / f"{IMAGES}.gz").write_text("<html>Please log in</html>")
    with pytest.raises(UnavailableError, match="Not a gzipped file"):
        ask(f"{mirror}")
