"""A job rebuilds a damaged or missing prepared file without a manual step."""

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from groundwork.core.errors import UserError
from groundwork.dataset.loading import load
from groundwork.dataset.paths import prepared_path
from groundwork.dataset.preparation import load_or_prepare, prepare
from tests.unit.dataset.folders import contents

AGAIN = "prepared again"


@pytest.fixture
def prepared(root: Path, raw: Path) -> Path:
    """The prepared file of the tiny dataset, beside its raw files."""
    return prepare("tiny", root)


def _flip_a_pixel(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[content.index(bytes(range(36)))] ^= 1
    path.write_bytes(content)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


def _folder(path: Path) -> None:
    path.unlink()
    (path / "within").mkdir(parents=True)


def _dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


DAMAGES = {"a flipped bit": _flip_a_pixel, "a cut end": _cut, "a folder": _folder, "a link": _dangling}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_file_is_set_aside_and_rebuilt(damage: Callable[[Path], None], prepared: Path, root: Path) -> None:
    whole, lines = prepared.read_bytes(), list[str]()
    damage(prepared)
    loaded = load_or_prepare("tiny", root, report=lines.append)
    assert loaded.train_images.tolist() == np.arange(36).reshape(6, 3, 2).tolist()
    assert prepared.read_bytes() == whole
    (line,) = lines
    assert line.startswith(f"{prepared}: ")
    assert line.endswith(f"; set aside as {prepared.name}.refused, prepared again")
    assert os.path.lexists(f"{prepared}.refused")


def test_a_missing_file_is_prepared(prepared: Path, root: Path) -> None:
    prepared.unlink()
    lines: list[str] = []
    assert load_or_prepare("tiny", root, prepared.stem.partition("-")[2], lines.append).name == "tiny"
    assert lines == [f"{prepared}: no such file; prepared again"]


def test_intact_file_is_loaded_without_message_or_lock(prepared: Path, root: Path) -> None:
    (root / "data/prepared/tiny.lock").unlink()
    lines: list[str] = []
    assert load_or_prepare("tiny", root, report=lines.append).name == "tiny"
    assert (lines, sorted(contents(prepared.parent))) == ([], [prepared.name])


def test_missing_raw_files_are_fetched(
    prepared: Path, root: Path, raw: Path, mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", f"{mirror}")
    _flip_a_pixel(prepared)
    for path in raw.iterdir():
        path.unlink()
    lines: list[str] = []
    assert load_or_prepare("tiny", root, report=lines.append).name == "tiny"
    assert lines[1:] == ["tiny: 4 of 4 files fetched and verified, from GROUNDWORK_DATA_MIRROR"]


def test_unavailable_raw_files_are_one_line(prepared: Path, root: Path, raw: Path) -> None:
    _flip_a_pixel(prepared)
    for path in raw.iterdir():
        path.unlink()
    with pytest.raises(UserError, match=r"^tiny is missing \(data/raw/tiny: 4 of 4 files missing; .* and run again$"):
        load_or_prepare("tiny", root, report=lambda _: None)
    assert not prepared.exists()


@pytest.mark.usefixtures("raw")
def test_file_planned_with_other_source_is_not_rebuilt(root: Path) -> None:
    path = prepared_path("tiny", root, "e" * 12)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"damaged")
    with pytest.raises(UserError, match=rf"^{path}: damaged \(File is not a zip file\); delete it and run again$"):
        load_or_prepare("tiny", root, "e" * 12)
    assert contents(path.parent) == {path.name: b"damaged"}


def test_unreadable_folder_is_one_line(prepared: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", f"{path}")

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(UserError, match=rf"^{root}/data\S+: Permission denied; grant yourself permission"):
        load_or_prepare("tiny", root)


def test_concurrent_jobs_recover_from_damaged_file(prepared: Path, root: Path) -> None:
    whole = prepared.read_bytes()
    _cut(prepared)
    names: list[str] = []
    jobs = [
        threading.Thread(target=lambda: names.append(load_or_prepare("tiny", root, report=lambda _: None).name))
        for _ in range(4)
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert names == ["tiny"] * 4
    assert prepared.read_bytes() == whole


@pytest.mark.usefixtures("raw")
def test_concurrent_preparation_leaves_one_complete_file(root: Path) -> None:
    jobs = [threading.Thread(target=prepare, args=("tiny", root)) for _ in range(4)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert load(prepared_path("tiny", root)).name == "tiny"
    assert {path.suffix for path in (root / "data/prepared").iterdir()} == {".npz", ".lock"}


@pytest.mark.usefixtures("raw")
def test_full_disk_leaves_no_partial_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(file: object, **_: object) -> None:
        file.write(b"half")  # type: ignore[attr-defined]
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(np, "savez", half)
    path = prepared_path("tiny", root)
    with pytest.raises(
        UserError, match=rf"^{path}: No space left on device; free disk space and run the same command again$"
    ):
        prepare("tiny", root)
    assert [found.name for found in path.parent.iterdir()] == ["tiny.lock"]


@pytest.mark.parametrize("place", ["data", "data/prepared"])
def test_unwritable_folder_is_one_line(place: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "data").mkdir()
    if place == "data/prepared":
        (root / place).symlink_to("nowhere")
    make = Path.mkdir

    def refuse(path: Path, *rest: bool, **settings: bool) -> None:
        if path == root / "data/prepared":
            raise OSError(errno.EROFS, "Read-only file system", f"{path}")
        make(path, *rest, **settings)

    monkeypatch.setattr(Path, "mkdir", refuse)
    told = {
        "data": "Read-only file system; make it writable and run the same command again",
        "data/prepared": "a link to nowhere, which is not a folder; fix or delete it and run again",
    }
    with pytest.raises(UserError) as caught:
        prepare("digits", root)
    assert f"{caught.value}" == f"{root}/data/prepared: {told[place]}"
