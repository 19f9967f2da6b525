"""torchvision's own download code against a local server."""

import hashlib
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from torchvision import datasets

from groundwork.dataset.failures import UnavailableError
from groundwork.dataset.origin import Origin
from groundwork.dataset.origins import ORIGINS
from groundwork.dataset.public_download import from_torchvision

FILES = list(ORIGINS["mnist"].files)


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


@pytest.fixture
def offered(origin: Origin, mirror: Path, monkeypatch: pytest.MonkeyPatch) -> Origin:
    """The tiny dataset, patched into torchvision's MNIST class."""
    packed = [(f"{file}.gz", _md5(mirror / "tiny" / f"{file}.gz")) for file in FILES]
    monkeypatch.setattr(datasets.MNIST, "resources", packed)
    return replace(origin, torchvision_class="MNIST")


def test_the_classes_that_are_named_exist() -> None:
    named = [origin.torchvision_class for origin in ORIGINS.values() if origin.torchvision_class]
    assert [getattr(datasets, each).__name__ for each in named] == ["FashionMNIST", "MNIST"]


def test_a_dataset_that_torchvision_does_not_have(origin: Origin, incoming: Path, root: Path) -> None:
    with pytest.raises(UnavailableError, match=r"^torchvision does not offer tiny$"):
        from_torchvision(origin, FILES, incoming, root)


def test_torchvision_downloads(
    offered: Origin,
    mirror: Path,
    incoming: Path,
    root: Path,
    payloads: dict[str, bytes],
    serve: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(datasets.MNIST, "mirrors", [serve(mirror) + "/tiny/"])
    from_torchvision(offered, FILES[:2], incoming, root)
    fetched = {path.name: path.read_bytes() for path in incoming.iterdir() if path.is_file()}
    assert fetched == {file: payloads[file] for file in FILES[:2]}
    assert capsys.readouterr().err == ""
    assert socket.getdefaulttimeout() is None


def test_an_altered_download_is_a_reason(
    offered: Origin,
    mirror: Path,
    incoming: Path,
    root: Path,
    serve: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (mirror / "tiny" / f"{FILES[0]}.gz").write_bytes(b"altered")
    monkeypatch.setattr(datasets.MNIST, "mirrors", [serve(mirror) + "/tiny/"])
    with pytest.raises(UnavailableError, match=r"^torchvision: .*File not found or corrupted\.$"):
        from_torchvision(offered, FILES, incoming, root)


def test_without_network_each_mirror_is_tried_once(
    offered: Origin, incoming: Path, root: Path, monkeypatch: pytest.MonkeyPatch, nameless: list[str]
) -> None:
    monkeypatch.setattr(datasets.MNIST, "mirrors", ["http://one.invalid/", "https://two.invalid/"])
    with pytest.raises(UnavailableError, match=r"^torchvision: Error downloading train-images-idx3-ubyte\.gz"):
        from_torchvision(offered, FILES, incoming, root)
    assert nameless == ["one.invalid", "two.invalid"]
