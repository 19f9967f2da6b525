"""The places outside the project's folder that can be asked for a dataset's files."""

import gzip
import http.client
import io
import os
import socket
import textwrap
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from groundwork.dataset.origin import Origin

MIRROR_VARIABLE = "GROUNDWORK_DATA_MIRROR"
TIMEOUT = 10.0
"""Seconds without an answer after which a connection is given up."""

Source = Callable[[Origin, Sequence[str], Path, Path], None]
"""Writes the wanted files, unpacked and not yet verified, into the folder; the last argument is the project's root."""

_FAILURES = (OSError, EOFError, RuntimeError, ImportError, http.client.HTTPException, zlib.error)


class UnavailableError(Exception):
    """A source does not have a file or did not answer; the message is one short line."""


def from_mirror(origin: Origin, wanted: Sequence[str], folder: Path, root: Path) -> None:
    """Unpack `<dataset>/<file>.gz` below the folder or URL named by GROUNDWORK_DATA_MIRROR."""
    mirror = os.environ.get(MIRROR_VARIABLE, "").strip()
    if not mirror:
        raise UnavailableError("not set")
    for file in wanted:
        address = f"{origin.name}/{file}.gz"
        with _noted(f"{mirror}: {address}"), _open(mirror, address, root) as stream:
            _unpack(stream, folder / file, origin.files[file].size)


def from_dvc_cache(origin: Origin, wanted: Sequence[str], folder: Path, root: Path) -> None:
    """Copy the files from DVC's cache, where they are found by their md5."""
    with _dvc_repository(root) as repository:
        _copy_objects(repository.cache.local, origin, wanted, folder)


def from_dvc_remote(origin: Origin, wanted: Sequence[str], folder: Path, root: Path) -> None:
    """Copy the files from DVC's default remote, where they are found by their md5."""
    with _dvc_repository(root) as repository:
        if not repository.config["core"].get("remote"):
            raise UnavailableError("no default remote")
        _copy_objects(repository.cloud.get_remote_odb(), origin, wanted, folder)


def from_torchvision(origin: Origin, wanted: Sequence[str], folder: Path, root: Path) -> None:  # noqa: ARG001
    """Let torchvision download all files of the dataset and keep the wanted ones."""
    if origin.torchvision_class is None:
        raise UnavailableError(f"torchvision does not offer {origin.name}")
    # torchvision draws progress bars, which fill a log with unreadable lines.
    with _noted("torchvision"), _socket_timeout(), redirect_stderr(io.StringIO()):
        from torchvision import datasets

        downloaded = getattr(datasets, origin.torchvision_class)(folder / "torchvision", download=True)
        for file in wanted:
            (Path(downloaded.raw_folder) / file).replace(folder / file)


SOURCES: dict[str, Source] = {
    MIRROR_VARIABLE: from_mirror,
    "DVC cache": from_dvc_cache,
    "DVC remote": from_dvc_remote,
    "public download": from_torchvision,
}
"""The sources in the order in which they are asked."""


@contextmanager
def _noted(place: str) -> Iterator[None]:
    try:
        yield
    except _FAILURES as error:
        raise UnavailableError(_line(place, error)) from error


def _line(place: str, error: Exception) -> str:
    return textwrap.shorten(f"{place}: {error or type(error).__name__}", 240, placeholder=" ...")


def _open(mirror: str, address: str, root: Path) -> BinaryIO:
    if urlsplit(mirror).scheme not in ("http", "https", "file"):
        return (root / Path(mirror).expanduser() / address).open("rb")
    # A new opener reads the proxies of the environment anew; urlopen keeps those of its first call.
    opened: BinaryIO = urllib.request.build_opener().open(f"{mirror.rstrip('/')}/{address}", timeout=TIMEOUT)
    return opened


def _unpack(stream: BinaryIO, target: Path, size: int) -> None:
    with gzip.open(stream) as packed:
        # One byte more than the payload has: enough to see that it is too long, whatever the file unpacks to.
        target.write_bytes(packed.read(size + 1))


@contextmanager
def _socket_timeout() -> Iterator[None]:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


@contextmanager
def _dvc_repository(root: Path) -> Iterator[Any]:
    if not (root / ".dvc").is_dir():
        raise UnavailableError("no .dvc folder")
    try:
        from dvc.repo import Repo

        # Opening takes no lock, so this works inside `dvc repro`, which holds it.
        with Repo(str(root)) as repository:
            yield repository
    except UnavailableError:
        raise
    except Exception as error:
        # A remote raises whatever its driver raises; the reason is reported and the next source asked.
        raise UnavailableError(_line("dvc", error)) from error


def _copy_objects(store: Any, origin: Origin, wanted: Sequence[str], folder: Path) -> None:
    for file in wanted:
        try:
            store.fs.get_file(store.oid_to_path(origin.files[file].md5), str(folder / file))
        except FileNotFoundError as error:
            raise UnavailableError(f"no {file}") from error
