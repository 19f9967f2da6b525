"""What is pinned, its digests and its paths."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from groundwork.dataset import origins
from groundwork.dataset.origins import ORIGINS, Origin, Payload, digest
from groundwork.dataset.paths import lock_path, prepared_path, raw_folder


def test_the_three_datasets_are_known() -> None:
    assert sorted(ORIGINS) == ["digits", "fashion-mnist", "mnist"]


@pytest.mark.parametrize("name", ["fashion-mnist", "mnist"])
def test_sizes_follow_from_the_idx_format(name: str) -> None:
    origin = ORIGINS[name]
    height, width = origin.image_shape
    assert [payload.size for payload in origin.files.values()] == [
        16 + origin.train_images * height * width,
        8 + origin.train_images,
        16 + origin.test_images * height * width,
        8 + origin.test_images,
    ]


def test_files_are_in_the_order_that_preparation_reads_them() -> None:
    assert list(ORIGINS["mnist"].files) == [
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    ]


@pytest.mark.parametrize("name", ["digits", "fashion-mnist", "mnist"])
def test_every_dataset_has_ten_classes_and_says_whose_it_is(name: str) -> None:
    origin = ORIGINS[name]
    assert len(set(origin.classes)) == 10
    assert origin.citation.endswith(".")
    assert origin.license
    assert origin.url.startswith("http")


def test_digests_are_twelve_hexadecimal_digits_and_differ() -> None:
    digests = {digest(name) for name in ORIGINS}
    assert len(digests) == 3
    assert all(re.fullmatch("[0-9a-f]{12}", each) for each in digests)


def test_digest_changes_with_a_checksum_and_with_the_format(origin: Origin, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest("tiny")
    other = dict(origin.files) | {"train-labels-idx1-ubyte": Payload("0" * 32, 14)}
    monkeypatch.setitem(ORIGINS, "tiny", replace(origin, files=other))
    altered = digest("tiny")
    monkeypatch.setattr(origins, "FORMAT", origins.FORMAT + 1)
    assert len({before, altered, digest("tiny")}) == 3


def test_paths_lie_below_data(tmp_path: Path) -> None:
    assert raw_folder("mnist", tmp_path) == tmp_path / "data/raw/mnist"
    assert prepared_path("mnist", tmp_path) == tmp_path / f"data/prepared/mnist-{digest('mnist')}.npz"
    assert lock_path("mnist", tmp_path) == tmp_path / "data/prepared/mnist.lock"
    assert (tmp_path / "data/prepared").is_dir()


def test_what_the_snakefile_imports_is_light() -> None:
    code = (
        "import sys, groundwork.dataset.acquisition, groundwork.dataset.origins\n"
        "print(sorted({'numpy', 'torch', 'torchvision', 'pandas', 'sklearn', 'dvc'} & set(sys.modules)))"
    )
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert finished.stdout == "[]\n"
