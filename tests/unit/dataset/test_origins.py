"""What is pinned, its digests and its paths."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from groundwork.dataset import origins
from groundwork.dataset.origin import Origin, Payload
from groundwork.dataset.origins import ORIGINS, digest
from groundwork.dataset.paths import lock_path, prepared_path, raw_folder

IMAGES = ["digits", "fashion-mnist", "mnist"]
TABLES = ["churn", "diabetes", "two-classes"]
DIGESTS = {
    "digits": "7c04c8a9dbdd",
    "fashion-mnist": "046f7fb07be2",
    "mnist": "d001bbeae4ca",
    "two-classes": "d788a2db94e1",
    "churn": "5296274cd330",
    "diabetes": "856c441701ab",
}


def test_six_datasets_are_known_each_by_its_name() -> None:
    assert sorted(ORIGINS) == sorted(IMAGES + TABLES)
    assert [origin.name for origin in ORIGINS.values()] == list(ORIGINS)


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


@pytest.mark.parametrize("name", ORIGINS)
def test_every_dataset_says_whose_it_is_and_how_it_is_verified(name: str) -> None:
    origin = ORIGINS[name]
    assert origin.citation.endswith(".")
    assert origin.license
    assert origin.url.startswith("https://" if name != "mnist" else "http://")
    assert bool(origin.files) is (origin.arrays_sha256 is None)


@pytest.mark.parametrize("name", IMAGES)
def test_images_have_a_shape_and_ten_classes(name: str) -> None:
    origin = ORIGINS[name]
    assert len(set(origin.classes)) == 10
    assert (len(origin.image_shape), origin.feature_names) == (2, ())


@pytest.mark.parametrize(("name", "classes"), [("churn", 2), ("diabetes", 0), ("two-classes", 2)])
def test_tables_have_ten_columns_with_a_name_each(name: str, classes: int) -> None:
    origin = ORIGINS[name]
    assert len(set(origin.classes)) == len(origin.classes) == classes
    assert len(set(origin.feature_names)) == 10
    assert (origin.image_shape, origin.top_value) == ((), 1)


@pytest.mark.parametrize("name", [name for name, origin in ORIGINS.items() if not origin.files])
def test_the_first_of_every_five_examples_from_scikit_learn_is_for_the_test(name: str) -> None:
    origin = ORIGINS[name]
    count = origin.train_images + origin.test_images
    assert count == {"digits": 1_797, "two-classes": 500, "churn": 5_000, "diabetes": 442}[name]
    assert origin.test_images == len(range(0, count, 5))


def test_digests_are_what_they_were_when_records_were_made_with_them() -> None:
    assert {name: digest(name) for name in ORIGINS} == DIGESTS


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
