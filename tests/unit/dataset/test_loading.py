"""A prepared file is loaded completely or rejected."""

from pathlib import Path

import numpy as np
import pytest

from groundwork.core.errors import UserError
from groundwork.dataset.loading import Prepared, load
from groundwork.dataset.preparation import prepare


@pytest.fixture
def prepared(root: Path, raw: Path) -> Path:
    return prepare("tiny", root)


@pytest.fixture
def table(root: Path) -> Path:
    return prepare("diabetes", root)


def _same(one: Prepared, other: Prepared) -> bool:
    arrays = ("train_images", "train_labels", "test_images", "test_labels")
    return all(np.array_equal(getattr(one, each), getattr(other, each)) for each in arrays)


def test_arrays_are_uint8_and_torch_compatible(prepared: Path) -> None:
    loaded = load(prepared)
    assert loaded.train_images.dtype == loaded.test_labels.dtype == np.uint8
    assert loaded.train_images.flags.writeable  # codespell:ignore


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=rf"^{tmp_path}/a-b.npz: no such file; run the whole pipeline again"):
        load(tmp_path / "a-b.npz")


def test_table_is_float32_and_torch_compatible(table: Path) -> None:
    loaded = load(table)
    assert loaded.train_images.dtype == loaded.train_labels.dtype == np.float32
    assert loaded.train_images.flags.writeable  # codespell:ignore
    assert (loaded.train_images.shape, loaded.test_labels.shape) == ((353, 10), (89,))


@pytest.mark.parametrize(("kind", "step"), [("prepared", 17), ("table", 401)])
def test_flipped_bit_is_never_loaded_as_other_data(kind: str, step: int, request: pytest.FixtureRequest) -> None:
    prepared: Path = request.getfixturevalue(kind)
    true, whole = load(prepared), prepared.read_bytes()
    refused = 0
    for place in range(0, 8 * len(whole), step):
        damaged = bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        prepared.write_bytes(damaged)
        try:
            assert _same(load(prepared), true), f"bit {place}"
        except UserError as error:
            assert f"{error}".endswith("delete it and run again")
            assert "\n" not in f"{error}"
            refused += 1
    assert refused > 300


def test_a_truncated_file(prepared: Path) -> None:
    prepared.write_bytes(prepared.read_bytes()[:-30])
    with pytest.raises(UserError, match=rf"^{prepared}: damaged \(File is not a zip file\); delete it and run again$"):
        load(prepared)


def test_a_file_under_another_name(prepared: Path) -> None:
    swapped = prepared.replace(prepared.with_name("mnist-000000000000.npz"))
    inside = prepared.stem
    with pytest.raises(
        UserError, match=rf"^{swapped}: holds {inside}, not what its name says; delete it and run again$"
    ):
        load(swapped)


def test_file_with_python_objects_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "tiny-0.npz"
    np.savez(path, train_images=np.array([{}], dtype=object))
    with pytest.raises(UserError, match=r"damaged \(Object arrays cannot be loaded when allow_pickle=False\)"):
        load(path)
