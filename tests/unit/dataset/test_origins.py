"""The pinned metadata, digests and paths."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from groundwork.core.identity import source_closure
from groundwork.dataset import origins
from groundwork.dataset.origin import Origin, Payload
from groundwork.dataset.origins import ORIGINS, digest
from groundwork.dataset.paths import lock_path, prepared_path, raw_folder

IMAGES = ["digits", "fashion-mnist", "mnist"]
TABLES = ["churn", "diabetes", "two-classes"]
LANGUAGES = [f"language-{distance}" for distance in (1, 2, 4, 8, 16)]
SENTENCES = ["number-words"]
ALL = IMAGES + TABLES + LANGUAGES + SENTENCES
BUNDLED = ["churn", "diabetes", "digits", "two-classes", *LANGUAGES, *SENTENCES]
# An edit of the source, and the datasets whose digests it changes.
EDITS = {
    "which examples are for the test": ("arrays.py", "_TEST_EVERY = 5", "_TEST_EVERY = 4", ALL),
    "how a raw file is read": ("arrays.py", "_LABELS_HEADER = 8", "_LABELS_HEADER = 9", ALL),
    "how a prepared file is read": ("loading.py", "return array\n", "return array[::-1]\n", ALL),
    "a dataset of scikit-learn": ("bundled.py", "_DECIMALS = 4", "_DECIMALS = 3", BUNDLED),
    "a comment": ("arrays.py", "_TEST_EVERY = 5", "_TEST_EVERY = 5  # the fifth", []),
    "a docstring": ("loading.py", '"""Return the arrays', '"""Return all arrays', []),
    "layout": ("bundled.py", "_DECIMALS = 4", "_DECIMALS = (\n    4\n)", []),
    "where the data comes from": ("sources.py", "import", "import os\nimport", []),
    "whose the data is": ("image_origins.py", "MIT, (c) 2017", "MIT, (c) 2018", []),
}


def test_origins_has_twelve_datasets() -> None:
    assert sorted(ORIGINS) == sorted(ALL)
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
def test_every_dataset_has_citation_and_checksums(name: str) -> None:
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


@pytest.mark.parametrize("name", LANGUAGES)
def test_languages_have_a_vocabulary_and_a_length(name: str) -> None:
    origin = ORIGINS[name]
    assert "".join(origin.classes) == "abcdefghijklmnop"
    assert (origin.shape, origin.stored_shape, origin.name) == ((32,), (32,), f"language-{origin.distance}")


@pytest.mark.parametrize("name", [name for name, origin in ORIGINS.items() if not origin.files])
def test_the_first_of_every_five_examples_without_files_is_for_the_test(name: str) -> None:
    origin = ORIGINS[name]
    count = origin.train_images + origin.test_images
    made = {**dict.fromkeys(LANGUAGES, 18_000), "number-words": 20_000}
    assert count == {"digits": 1_797, "two-classes": 500, "churn": 5_000, "diabetes": 442, **made}[name]
    assert origin.test_images == len(range(0, count, 5))


@pytest.mark.parametrize(("file", "old", "new", "changed"), EDITS.values(), ids=EDITS)
def test_digest_covers_source_that_makes_arrays(
    file: str, old: str, new: str, changed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {name: digest(name) for name in ORIGINS}
    folder = tmp_path / "dataset"
    shutil.copytree(origins.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, f"{file} has changed: fix the case"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(origins, "FOLDER", folder)

    assert sorted(name for name in ORIGINS if digest(name) != before[name]) == sorted(changed)


def test_digest_covers_all_imported_files() -> None:
    """Any new import of preparation or loading must be reviewed as irrelevant or added to the digest."""
    imported = {path.name for file in ("arrays.py", "loading.py") for path in source_closure(origins.FOLDER / file)}

    # The numbers of tokens are in the checksum of the arrays.
    verifies = {"tokens.py", "errors.py", "limits.py", "paths.py", "repair.py", "verification.py", "writing.py"}
    pinned = {"identity.py", "origin.py", "origins.py"}
    pinned |= {"image_origins.py", "table_origins.py", "language_origins.py", "number_words.py"}
    assert imported - verifies - pinned == set(origins._makers(ORIGINS["digits"]))


def test_digest_changes_with_every_pinned_field(origin: Origin, monkeypatch: pytest.MonkeyPatch) -> None:
    files = dict(origin.files)
    others: list[dict[str, Any]] = [
        {"files": files | {"train-labels-idx1-ubyte": Payload("0" * 32, 14)}},
        {"files": dict(reversed(files.items()))},
        {"image_shape": (2, 3)},
        {"top_value": 254},
        {"arrays_sha256": "0" * 64},
    ]
    plain = digest("tiny")
    found = {plain}
    for other in others:
        monkeypatch.setitem(ORIGINS, "tiny", replace(origin, **other))
        found.add(digest("tiny"))

    assert len(found) == 1 + len(others)
    monkeypatch.setitem(ORIGINS, "tiny", replace(origin, citation="another"))
    assert digest("tiny") == plain


def test_paths_lie_below_data(tmp_path: Path) -> None:
    assert raw_folder("mnist", tmp_path) == tmp_path / "data/raw/mnist"
    assert prepared_path("mnist", tmp_path) == tmp_path / f"data/prepared/mnist-{digest('mnist')}.npz"
    assert lock_path("mnist", tmp_path) == tmp_path / "data/prepared/mnist.lock"


def test_snakefile_imports_nothing_heavy() -> None:
    code = (
        "import sys, groundwork.dataset.acquisition, groundwork.dataset.origins\n"
        "print(sorted({'numpy', 'torch', 'torchvision', 'pandas', 'sklearn', 'dvc'} & set(sys.modules)))"
    )
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert finished.stdout == "[]\n"
