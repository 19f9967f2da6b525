"""The prepared file: arrays, bytes, errors."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from groundwork.core.errors import UserError
from groundwork.dataset.loading import load
from groundwork.dataset.origin import Origin
from groundwork.dataset.origins import ORIGINS, digest
from groundwork.dataset.paths import prepared_path
from groundwork.dataset.preparation import prepare

LABELS = "t10k-labels-idx1-ubyte"


@pytest.mark.usefixtures("raw")
def test_the_prepared_file_holds_the_pixels_and_labels_of_the_raw_files(root: Path) -> None:
    path = prepare("tiny", root)
    assert path == prepared_path("tiny", root)
    prepared = load(path)
    assert prepared.train_images.tolist() == np.arange(36).reshape(6, 3, 2).tolist()
    assert prepared.train_labels.tolist() == [0, 1, 0, 1, 0, 1]
    assert prepared.test_images.tolist() == np.arange(100, 124).reshape(4, 3, 2).tolist()
    assert prepared.test_labels.tolist() == [1, 0, 1, 0]
    assert (prepared.name, prepared.digest) == ("tiny", digest("tiny"))


@pytest.mark.usefixtures("raw")
def test_preparing_twice_gives_the_same_bytes_and_leaves_nothing_else(root: Path) -> None:
    first = prepare("tiny", root).read_bytes()
    assert prepare("tiny", root).read_bytes() == first
    assert {path.suffix for path in (root / "data/prepared").iterdir()} == {".npz", ".lock"}


def test_a_missing_raw_file_is_named(root: Path, raw: Path) -> None:
    (raw / LABELS).unlink()
    with pytest.raises(UserError, match=rf"^data/raw/tiny/{LABELS}: No such file or directory; run again to fetch it$"):
        prepare("tiny", root)


def test_an_altered_raw_file_is_named_and_nothing_written(root: Path, raw: Path, origin: Origin) -> None:
    (raw / LABELS).write_bytes((raw / LABELS).read_bytes()[:-1] + b"\x01")
    expected = rf"^data/raw/tiny/{LABELS}: altered: expected md5 {origin.files[LABELS].md5}, found \w+; run again"
    with pytest.raises(UserError, match=expected):
        prepare("tiny", root)
    assert not prepared_path("tiny", root).exists()


@pytest.mark.usefixtures("raw")
def test_interrupted_write_leaves_no_final_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(file: object, **_: object) -> None:
        file.write(b"half")  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", half)
    with pytest.raises(
        UserError, match=r"\.npz: No space left on device; free disk space and run the same command again$"
    ):
        prepare("tiny", root)
    assert not prepared_path("tiny", root).exists()


def test_the_digits_of_scikit_learn(root: Path) -> None:
    prepared = load(prepare("digits", root))
    assert prepared.train_images.shape == (1437, 8, 8)
    assert prepared.test_images.shape == (360, 8, 8)
    assert prepared.train_images.max() == prepared.test_images.max() == 16
    assert prepared.train_labels[:8].tolist() == [1, 2, 3, 4, 6, 7, 8, 9]
    assert np.bincount(prepared.test_labels).tolist() == [42, 28, 26, 48, 38, 39, 30, 26, 36, 47]


def test_digits_with_wrong_checksum_are_rejected(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ORIGINS, "digits", dataclasses.replace(ORIGINS["digits"], arrays_sha256="0" * 64))
    found = "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"
    with pytest.raises(
        UserError, match=rf"^scikit-learn \S+: its data for digits has sha256 {found}, expected 0{{64}}; install"
    ):
        prepare("digits", root)
    assert not prepared_path("digits", root).exists()


def test_generated_sentences_with_wrong_checksum_are_rejected(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ORIGINS, "number-words", dataclasses.replace(ORIGINS["number-words"], arrays_sha256="0" * 64))
    expected = r"^src/groundwork/dataset: its data for number-words has sha256 \w{64}, expected 0{64}; undo the change"
    with pytest.raises(UserError, match=expected):
        prepare("number-words", root)


@pytest.mark.parametrize("name", ["two-classes", "churn", "diabetes"])
def test_a_table_is_rows_of_32_bit_floats_with_four_decimals(name: str, root: Path) -> None:
    origin, prepared = ORIGINS[name], load(prepare(name, root))
    assert prepared.train_images.shape == (origin.train_images, len(origin.feature_names))
    assert prepared.test_images.shape == (origin.test_images, len(origin.feature_names))
    for rows in (prepared.train_images, prepared.test_images):
        assert rows.dtype == np.float32
        assert np.array_equal(rows, np.round(rows.astype(np.float64), 4).astype(np.float32))
        assert not np.signbit(rows[rows == 0]).any()
    assert len(np.unique(np.vstack([prepared.train_images, prepared.test_images]), axis=0)) == (
        origin.train_images + origin.test_images
    )


def test_the_two_classes_are_of_equal_size(root: Path) -> None:
    prepared = load(prepare("two-classes", root))
    assert prepared.train_labels.dtype == np.uint8
    assert np.bincount(prepared.train_labels).tolist() == [198, 202]
    assert np.bincount(prepared.test_labels).tolist() == [51, 49]
    assert prepared.train_images[0, :3].tolist() == pytest.approx([1.4664, 1.4318, 2.4927])


def test_few_customers_leave(root: Path) -> None:
    prepared = load(prepare("churn", root))
    assert np.bincount(prepared.train_labels).tolist() == [3649, 351]
    assert np.bincount(prepared.test_labels).tolist() == [914, 86]
    assert prepared.train_images[0, :3].tolist() == pytest.approx([-1.7961, -0.9841, -0.3112])


def test_diabetes_is_in_original_units(root: Path) -> None:
    prepared = load(prepare("diabetes", root))
    assert prepared.test_labels.dtype == np.float32
    assert prepared.test_images[0].tolist() == pytest.approx([59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87])
    assert prepared.test_labels[0] == 151
    assert prepared.train_labels[:4].tolist() == [75, 141, 206, 135]
    targets = np.concatenate([prepared.train_labels, prepared.test_labels])
    assert (targets.min(), targets.max()) == (25, 346)


@pytest.mark.parametrize("processor", ["Prescott", "Haswell"])
def test_generated_data_do_not_depend_on_openblas_kernels(processor: str, root: Path) -> None:
    """numpy's OpenBLAS has kernels per processor, whose products differ in the last bits."""
    code = (
        "import sys; from pathlib import Path; from groundwork.dataset.preparation import prepare\n"
        "for name in ('two-classes', 'churn'): print(prepare(name, Path(sys.argv[1])).name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(root)],
        env=os.environ | {"OPENBLAS_CORETYPE": processor},
        capture_output=True,
        text=True,
    )
    expected = [prepared_path(name, root).name for name in ("two-classes", "churn")]
    assert (done.stdout.split(), done.stderr) == (expected, "")
