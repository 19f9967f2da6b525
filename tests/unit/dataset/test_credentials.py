"""A mirror with a password or token works, and credentials are never shown."""

import base64
import gzip
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest

from groundwork.core.errors import UserError
from groundwork.dataset.acquisition import resolve_datasets
from groundwork.dataset.failures import UnavailableError
from groundwork.dataset.mirror import from_mirror
from groundwork.dataset.origin import Origin
from tests.unit.dataset.folders import contents

IMAGES = "train-images-idx3-ubyte"
USER, PASSWORD = "reader", "s3cret/@:?#%"
ENCODED = "s3cret%2F%40%3A%3F%23%25"
Serve = Callable[..., str]


class Guarded(SimpleHTTPRequestHandler):
    """Serves files to requests with the password, and echoes the request to others."""

    challenge = 'Basic realm="data"'
    refusal = 401

    def do_GET(self) -> None:
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers["Authorization"] == f"Basic {expected}":
            return super().do_GET()
        self.send_response(self.refusal, f"no {self.path} for {self.headers['Authorization']}")
        if self.challenge:
            self.send_header("WWW-Authenticate", self.challenge)
        self.send_header("Content-Length", "0")
        return self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


class Unasked(Guarded):
    """Answers 404 instead of asking for a password."""

    challenge, refusal = "", 404


class Digesting(Guarded):
    """Requests an authentication scheme that urllib does not support."""

    challenge = 'Digest realm="data", nonce="1"'


@pytest.fixture
def ask(
    origin: Origin, incoming: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], dict[str, bytes]]:
    def fetch(mirror: str) -> dict[str, bytes]:
        monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", mirror)
        from_mirror(origin, list(origin.files), incoming, root)
        return contents(incoming)

    return fetch


Ask = Callable[[str], dict[str, bytes]]


def _with(address: str, user_info: str) -> str:
    return address.replace("://", f"://{user_info}@")


@pytest.mark.parametrize("handler", [Guarded, Unasked])
def test_a_user_name_and_a_percent_encoded_password(
    handler: type[Guarded], ask: Ask, mirror: Path, payloads: dict[str, bytes], serve: Serve
) -> None:
    assert ask(_with(serve(mirror, handler), f"{USER}:{ENCODED}")) == payloads


def test_token_in_query_follows_the_path(
    ask: Ask, mirror: Path, payloads: dict[str, bytes], serve: Serve, requests: list[str]
) -> None:
    assert ask(f"{serve(mirror.parent)}/{mirror.name}/?token=t0ken&x=1#here") == payloads
    assert requests[0] == f"/{mirror.name}/tiny/{IMAGES}.gz?token=t0ken&x=1"


@pytest.mark.parametrize("handler", [Guarded, Unasked, Digesting])
def test_rejected_password_is_not_shown_even_if_server_echoes_it(
    handler: type[Guarded], ask: Ask, mirror: Path, serve: Serve
) -> None:
    address = serve(mirror, handler)
    with pytest.raises(UnavailableError) as caught:
        ask(_with(f"{address}/?token=t0ken", "reader:wr0ng%40"))
    message = f"{caught.value}"
    assert message.startswith(f"{_with(address, '***')}/?***: tiny/{IMAGES}.gz: ")
    assert not {each for each in ("reader", "wr0ng", "t0ken", "cmVhZGVy") if each in message}
    assert caught.value.__suppress_context__


def test_password_is_not_sent_to_redirect_host(
    ask: Ask, mirror: Path, payloads: dict[str, bytes], serve: Serve
) -> None:
    seen: list[str | None] = []

    class Open(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            seen.append(self.headers["Authorization"])

    elsewhere = serve(mirror, Open).replace("127.0.0.1", "localhost")

    class Redirecting(Guarded):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", f"{elsewhere}{self.path}")
            self.end_headers()

    assert ask(_with(serve(mirror, Redirecting), f"{USER}:{ENCODED}")) == payloads
    assert seen == [None] * 4


@pytest.mark.parametrize(
    ("mirror", "shown"),
    [
        ("http://reader:s3c/ret@host", "http://***@host: "),
        ("http://reader:12/s3cret@host", "http://***@host: "),
        ("http://reader:s3c#ret@host", "http://***@host: "),
        ("http://reader:s3c?ret@host", "http://***@host: "),
        ("http://reader:s3c ret@host:port", "http://***@host:port: "),
        ("http://[reader:s3cret@host", "http://***@host: "),
        ("ftp://reader:s3cret@host/x", "ftp://***@host/x: "),
        ("reader:s3cret@host/x", "***@host/x: "),
        ("file:///nowhere/reader:s3cret@host", "file://***@host: "),
    ],
)
def test_invalid_url_is_redacted(mirror: str, shown: str, ask: Ask, nameless: list[str]) -> None:
    with pytest.raises(UnavailableError) as caught:
        ask(mirror)
    assert f"{caught.value}".startswith(shown)
    assert not {each for each in ("reader", "s3c", "ret@") if each in f"{caught.value}"}


def test_invalid_url_is_explained(ask: Ask) -> None:
    with pytest.raises(UnavailableError) as caught:
        ask("http://reader:s3c/ret@host")
    assert f"{caught.value}".endswith(
        "not a valid URL; percent-encode special characters in the user name or password (@ as %40, / as %2F)"
    )


def test_proxy_password_is_sent_but_not_shown(
    ask: Ask, mirror: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str | None] = []

    class Proxy(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers["Proxy-Authorization"])
            self.send_response(407, f"no entry for {self.headers['Proxy-Authorization']} with s3cret")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    monkeypatch.setenv("http_proxy", _with(serve(mirror, Proxy), "reader:s3cret"))
    with pytest.raises(UnavailableError, match=r"HTTP Error 407: no entry for Basic \*\*\* with \*\*\*$"):
        ask("http://data.invalid")
    assert seen == [f"Basic {base64.b64encode(b'reader:s3cret').decode()}"]


@pytest.mark.usefixtures("origin")
def test_startup_messages_show_no_credentials(
    root: Path, mirror: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mirror / "tiny" / f"{IMAGES}.gz").write_bytes(gzip.compress(b"altered"))
    monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", _with(f"{serve(mirror, Unasked)}/?t0ken", "reader:wr0ng"))
    lines: list[str] = []
    with pytest.raises(UserError) as caught:
        resolve_datasets(["tiny"], None, root, lines.append)
    assert "HTTP Error 404" in f"{caught.value}"
    shown = "\n".join([*lines, f"{caught.value}"])
    assert not {each for each in ("reader", "wr0ng", "t0ken") if each in shown}
