"""The public download through torchvision."""

import io
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

from groundwork.dataset.failures import UnavailableError, failures_as_unavailable
from groundwork.dataset.mirror import TIMEOUT
from groundwork.dataset.origin import Origin


def from_torchvision(origin: Origin, wanted: Sequence[str], folder: Path, root: Path) -> None:  # noqa: ARG001
    """Download all files of the dataset with torchvision and keep the wanted ones."""
    name = offered_by_torchvision(origin)
    # torchvision's progress bars fill a log with unreadable lines.
    with failures_as_unavailable("torchvision"), _socket_timeout(), redirect_stderr(io.StringIO()):
        from torchvision import datasets

        downloaded = getattr(datasets, name)(folder / "torchvision", download=True)
        for file in wanted:
            (Path(downloaded.raw_folder) / file).replace(folder / file)


def offered_by_torchvision(origin: Origin, *_: object) -> str:
    """Return the name of torchvision's class for the dataset; raises UnavailableError if there is none."""
    if origin.torchvision_class is None:
        raise UnavailableError(f"torchvision does not offer {origin.name}")
    return origin.torchvision_class


@contextmanager
def _socket_timeout() -> Iterator[None]:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
