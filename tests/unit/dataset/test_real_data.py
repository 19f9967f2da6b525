"""Tests on the real data, if GROUNDWORK_DATA_MIRROR is set."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from groundwork.dataset.acquisition import resolve_datasets
from groundwork.dataset.loading import load
from groundwork.dataset.origins import ORIGINS
from groundwork.dataset.paths import raw_folder
from groundwork.dataset.preparation import prepare
from groundwork.dataset.public_download import from_torchvision
from groundwork.dataset.verification import payload_mismatch

MIRROR = os.environ.get("GROUNDWORK_DATA_MIRROR", "")

pytestmark = pytest.mark.skipif(not MIRROR, reason="GROUNDWORK_DATA_MIRROR is not set: no real data to test with")


@pytest.mark.parametrize(
    ("name", "mean", "deviation"), [("fashion-mnist", 0.28604, 0.35302), ("mnist", 0.13066, 0.30811)]
)
def test_real_pixels_match_the_dataset(
    name: str, mean: float, deviation: float, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", MIRROR)
    assert resolve_datasets([name], None, root, print) == {name: name}
    prepared = load(prepare(name, root))
    assert prepared.train_images.shape == (60_000, 28, 28)
    assert prepared.test_images.shape == (10_000, 28, 28)
    assert prepared.train_images.mean() / 255 == pytest.approx(mean, abs=5e-6)
    assert prepared.train_images.std() / 255 == pytest.approx(deviation, abs=5e-6)
    assert sorted(set(prepared.train_labels.tolist())) == list(range(10))


def test_mnist_file_in_fashion_mnist_is_detected_and_refetched(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", MIRROR)
    resolve_datasets(["fashion-mnist", "mnist"], None, root, lambda _: None)
    labels = "t10k-labels-idx1-ubyte"
    swapped = raw_folder("fashion-mnist", root) / labels
    swapped.write_bytes((raw_folder("mnist", root) / labels).read_bytes())
    lines: list[str] = []
    assert resolve_datasets(["fashion-mnist"], None, root, lines.append) == {"fashion-mnist": "fashion-mnist"}
    assert lines[0].startswith(f"data/raw/fashion-mnist/{labels}: it is {labels} of mnist: expected md5 15d48437")
    assert payload_mismatch(ORIGINS["fashion-mnist"], labels, swapped.read_bytes()) is None


@pytest.mark.skipif("://" in MIRROR, reason="GROUNDWORK_DATA_MIRROR is not a folder that can be served")
def test_torchvision_download_of_fashion_mnist_verifies(
    incoming: Path, root: Path, serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from torchvision import datasets

    monkeypatch.setattr(datasets.FashionMNIST, "mirrors", [serve(Path(MIRROR)) + "/fashion-mnist/"])
    origin = ORIGINS["fashion-mnist"]
    from_torchvision(origin, list(origin.files), incoming, root)
    assert [payload_mismatch(origin, file, (incoming / file).read_bytes()) for file in origin.files] == [None] * 4
