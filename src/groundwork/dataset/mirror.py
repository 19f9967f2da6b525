"""The mirror: a folder or URL with the datasets' files."""

import gzip
import os
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from groundwork.dataset.atomic_rename import renamed_when_complete
from groundwork.dataset.failures import UnavailableError, failures_as_unavailable
from groundwork.dataset.origin import Origin
from groundwork.dataset.redaction import secrets_of

MIRROR_VARIABLE = "GROUNDWORK_DATA_MIRROR"
TIMEOUT = 10.0
"""Connection timeout in seconds."""

_CHUNK = 1 << 16
_WEB = ("http", "https")
_ENCODE = "percent-encode special characters in the user name or password (@ as %40, / as %2F)"


def from_mirror(origin: Origin, wanted: Sequence[str], folder: Path, root: Path) -> None:
    """Unpack `<dataset>/<file>.gz` from the folder or URL in GROUNDWORK_DATA_MIRROR."""
    mirror = named_mirror()
    for file in wanted:
        address = f"{origin.name}/{file}.gz"
        place = failures_as_unavailable(f"{mirror}: {address}", secrets_of(mirror))
        with place, _open(mirror, address, root) as stream, renamed_when_complete(folder / file) as part:
            _unpack(stream, part, origin.files[file].size)


def named_mirror(*_: object) -> str:
    """Return the mirror set in the environment; raises UnavailableError if none is set."""
    mirror = os.environ.get(MIRROR_VARIABLE, "").strip()
    if not mirror:
        raise UnavailableError("not set")
    return mirror


def _open(mirror: str, address: str, root: Path) -> BinaryIO:
    parts = _split(mirror)
    if parts.scheme in _WEB:
        return _open_page(parts, address)
    if parts.scheme == "file":
        opened: BinaryIO = urllib.request.build_opener().open(f"{mirror.rstrip('/')}/{address}", timeout=TIMEOUT)
        return opened
    if "://" in mirror:
        raise ValueError("neither a folder nor a URL that starts with http://, https:// or file://")
    return (root / Path(mirror).expanduser() / address).open("rb")


def _split(mirror: str) -> SplitResult:
    """Split a mirror's URL; the ValueError for an invalid one does not quote it, as it may hold a password."""
    try:
        parts = urlsplit(mirror)
        _ = parts.port  # validated only on access
        whole = parts.scheme not in _WEB or bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole:
        raise ValueError(f"not a valid URL; {_ENCODE}")
    return parts


def _open_page(parts: SplitResult, address: str) -> BinaryIO:
    """Open a file below a URL; user name and password are sent as HTTP basic authentication."""
    place = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="")
    # Preemptively, as some servers answer 404 without credentials; never sent to a redirect's host.
    passwords = urllib.request.HTTPPasswordMgrWithPriorAuth()
    if "@" in parts.netloc:
        base = urlunsplit(place._replace(query=""))
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        passwords.add_password(None, base, user, password, is_authenticated=True)
    # A new opener rereads the proxy variables; urlopen caches those of its first call.
    opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(passwords))
    page = place._replace(path=f"{place.path.rstrip('/')}/{address}")
    opened: BinaryIO = opener.open(urlunsplit(page), timeout=TIMEOUT)
    return opened


def _unpack(stream: BinaryIO, target: Path, size: int) -> None:
    # Read at most one byte more than the payload size: enough to detect a file that is too long.
    left = size + 1
    with gzip.open(stream) as packed, target.open("wb") as file:
        # In chunks, so that the parent process can watch the progress.
        while left and (piece := packed.read(min(left, _CHUNK))):
            file.write(piece)
            left -= len(piece)
