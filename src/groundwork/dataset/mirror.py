"""The mirror: a folder or URL that holds the datasets' files."""

import gzip
import os
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from groundwork.dataset.arrival import renamed_when_complete
from groundwork.dataset.origin import Origin
from groundwork.dataset.reasons import UnavailableError, failures_as_unavailable
from groundwork.dataset.redaction import secrets_of

MIRROR_VARIABLE = "GROUNDWORK_DATA_MIRROR"
TIMEOUT = 10.0
"""Seconds without an answer after which a connection is given up."""

_CHUNK = 1 << 16
_WEB = ("http", "https")
_ENCODE = "percent-encode what is special in the user name or password, an @ as %40, a / as %2F"


def from_mirror(origin: Origin, wanted: Sequence[str], folder: Path, root: Path) -> None:
    """Unpack `<dataset>/<file>.gz` below the folder or URL named by GROUNDWORK_DATA_MIRROR."""
    mirror = named_mirror()
    for file in wanted:
        address = f"{origin.name}/{file}.gz"
        place = failures_as_unavailable(f"{mirror}: {address}", secrets_of(mirror))
        with place, _open(mirror, address, root) as stream, renamed_when_complete(folder / file) as part:
            _unpack(stream, part, origin.files[file].size)


def named_mirror(*_: object) -> str:
    """Return the mirror that the environment names; UnavailableError where it names none."""
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
        raise ValueError("neither a folder nor an address that begins with http://, https:// or file://")
    return (root / Path(mirror).expanduser() / address).open("rb")


def _split(mirror: str) -> SplitResult:
    """Return the parts of a mirror's address; ValueError, which names no part, where it is none."""
    try:
        parts = urlsplit(mirror)
        _ = parts.port  # which is looked at only now
        whole = parts.scheme not in _WEB or bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole:
        raise ValueError(f"not an address; {_ENCODE}")
    return parts


def _open_page(parts: SplitResult, address: str) -> BinaryIO:
    """Open what lies below an address; its user name and password are sent as HTTP basic authentication asks."""
    place = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="")
    # At once, as some servers say "not found" to strangers; never to the host that a redirect leads to.
    passwords = urllib.request.HTTPPasswordMgrWithPriorAuth()
    if "@" in parts.netloc:
        base = urlunsplit(place._replace(query=""))
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        passwords.add_password(None, base, user, password, is_authenticated=True)
    # A new opener reads the proxies of the environment anew; urlopen keeps those of its first call.
    opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(passwords))
    page = place._replace(path=f"{place.path.rstrip('/')}/{address}")
    opened: BinaryIO = opener.open(urlunsplit(page), timeout=TIMEOUT)
    return opened


def _unpack(stream: BinaryIO, target: Path, size: int) -> None:
    # One byte more than the payload has: enough to see that it is too long, whatever the file unpacks to.
    left = size + 1
    with gzip.open(stream) as packed, target.open("wb") as file:
        # In pieces, so that who waits can see how much has come.
        while left and (piece := packed.read(min(left, _CHUNK))):
            file.write(piece)
            left -= len(piece)
