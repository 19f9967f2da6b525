"""Obstructions in data folders are set aside or reported in one line."""

import errno
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from groundwork.core import repair
from groundwork.core.errors import UserError
from groundwork.dataset import acquisition, dataset_lock
from groundwork.dataset.acquisition import make_raw_folder, resolve_datasets
from groundwork.dataset.origin import Origin
from groundwork.dataset.paths import lock_path, prepared_path

IMAGES = "train-images-idx3-ubyte"
RAW = Path("data/raw/tiny")


def _file(path: Path) -> None:
    path.write_text("in the way", encoding="utf-8")


def _folder(path: Path) -> None:
    (path / "within").mkdir(parents=True)


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def _looping(path: Path) -> None:
    path.symlink_to(path.name)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


@pytest.fixture
def start(mirror: Path, origin: Origin, root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Resolve the tiny dataset as a start does, and return the reported lines."""
    monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", f"{mirror}")

    def run() -> list[str]:
        lines: list[str] = []
        assert resolve_datasets([origin.name], "digits", root, lines.append, prepared_suffices=True) == {"tiny": "tiny"}
        return lines

    return run


Start = Callable[[], list[str]]
FETCHED = "tiny: {} of 4 files fetched and verified, from GROUNDWORK_DATA_MIRROR"


@pytest.mark.parametrize(
    ("put", "kind"),
    [
        (_folder, "a folder, not a file"),
        (_dangling, "a link that leads to no file"),
        (_looping, "a link that leads to no file"),
        (_pipe, "not a file"),
        (_endless, "a link that leads to no file"),
        (_large, "too long, 1099511627776 bytes instead of 52"),
    ],
)
@pytest.mark.parametrize("again", [False, True])
def test_obstruction_in_place_of_raw_file(
    put: Callable[[Path], None], kind: str, again: bool, raw: Path, payloads: dict[str, bytes], start: Start
) -> None:
    (raw / IMAGES).unlink()
    put(raw / IMAGES)
    if again:
        _folder(raw / f"{IMAGES}.refused")
    said = f"data/raw/tiny/{IMAGES}: {kind}; set aside as {IMAGES}.refused and fetched again"
    assert start() == [said, FETCHED.format(1)]
    assert {file: (raw / file).read_bytes() for file in payloads} == payloads
    assert os.path.lexists(raw / f"{IMAGES}.refused")


def test_a_raw_file_that_cannot_be_read(
    raw: Path, payloads: dict[str, bytes], start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_bytes

    def refuse_once(path: Path) -> bytes:
        if path == raw / IMAGES and not (raw / f"{IMAGES}.refused").exists():
            raise PermissionError(errno.EACCES, "Permission denied", f"{path}")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse_once)
    assert start()[0] == f"data/raw/tiny/{IMAGES}: Permission denied; set aside as {IMAGES}.refused and fetched again"
    assert (raw / IMAGES).read_bytes() == payloads[IMAGES]


@pytest.mark.parametrize("place", ["data/raw", "data/raw/tiny", "data/prepared"])
def test_file_in_place_of_folder(place: str, root: Path, start: Start) -> None:
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    _file(root / place)
    assert start() == [f"{root / place}: not a folder; set aside as {Path(place).name}.refused", FETCHED.format(4)]
    assert (root / f"{place}.refused").read_text(encoding="utf-8") == "in the way"


@pytest.mark.parametrize("place", ["data/raw", "data/raw/tiny", "data/prepared", "data"])
@pytest.mark.parametrize("target", ["/nowhere/at/all", "."])
def test_link_in_place_of_folder(place: str, target: str, root: Path, start: Start) -> None:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(path.name if target == "." else target)
    with pytest.raises(UserError) as caught:
        start()
    leads = path.name if target == "." else target
    assert f"{caught.value}" == f"{path}: a link to {leads}, which is not a folder; fix or delete it and run again"
    assert path.is_symlink()


def test_link_to_folder_is_accepted(root: Path, tmp_path: Path, start: Start) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "data").mkdir()
    (root / "data/raw").symlink_to(tmp_path / "elsewhere")
    assert start() == [FETCHED.format(4)]
    assert len(list((tmp_path / "elsewhere/tiny").iterdir())) == 4


def test_folder_created_by_another_process_is_kept(root: Path) -> None:
    (root / "data/prepared").mkdir(parents=True)
    lines: list[str] = []
    repair._clear(root / "data/prepared", root, lines.append)
    assert (lines, (root / "data/prepared").is_dir()) == ([], True)


@pytest.mark.parametrize("put", [_file, _folder, _dangling, _pipe])
def test_obstruction_in_place_of_incoming_folder(put: Callable[[Path], None], root: Path, start: Start) -> None:
    (root / RAW).mkdir(parents=True)
    put(root / RAW / ".incoming")
    assert start() == [FETCHED.format(4)]
    assert not os.path.lexists(root / RAW / ".incoming")


def test_leftovers_beside_complete_files_are_removed(raw: Path, start: Start) -> None:
    _folder(raw / ".incoming")
    assert start() == []
    assert not (raw / ".incoming").exists()


@pytest.mark.parametrize("put", [_folder, _dangling, _looping])
def test_obstruction_in_place_of_lock(put: Callable[[Path], None], root: Path, start: Start) -> None:
    lock = lock_path("tiny", root)
    lock.parent.mkdir(parents=True)
    put(lock)
    assert start() == [FETCHED.format(4)]
    assert lock.is_file()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied"),
            "Permission denied; grant yourself permission and run the same command again",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "No space left on device; free disk space and run the same command again",
        ),
        (NotImplementedError("no flock"), "no flock; keep the project on a disk that has locks and run again"),
    ],
)
def test_file_system_without_locks_is_one_line(
    error: Exception, told: str, root: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(FileLock, "acquire", refuse)
    with pytest.raises(UserError) as caught:
        start()
    assert f"{caught.value}" == f"{lock_path('tiny', root)}: {told}"


def test_held_lock_is_waited_for_with_message(root: Path) -> None:
    lock_path("tiny", root).parent.mkdir(parents=True)
    held = FileLock(lock_path("tiny", root))
    lines: list[str] = []
    held.acquire()

    def report(line: str) -> None:
        lines.append(line)
        held.release()

    with dataset_lock.dataset_lock("tiny", root, report):
        assert lines == ["tiny: another run is fetching or preparing it; waiting"]


@pytest.mark.parametrize(
    ("put", "kind"),
    [
        (_folder, "a folder, not a file"),
        (_dangling, "a link that leads to no file"),
        (_looping, "a link that leads to no file"),
        (_pipe, "not a file"),
        (_file, "damaged (File is not a zip file)"),
        (Path.touch, "damaged (File is not a zip file)"),
    ],
)
def test_obstruction_in_place_of_prepared_file(
    put: Callable[[Path], None], kind: str, root: Path, start: Start
) -> None:
    """The raw files are then fetched, which are not needed beside a prepared file."""
    path = prepared_path("tiny", root)
    path.parent.mkdir(parents=True)
    put(path)
    said = f"{path}: {kind}; set aside as {path.name}.refused and prepared again"
    assert start() == [said, FETCHED.format(4)]
    assert not os.path.lexists(path)


@pytest.mark.usefixtures("origin")
def test_obstruction_in_place_of_prepared_fallback(root: Path, start: Start) -> None:
    zipfile_of_digits = prepared_path("digits", root)
    _folder(zipfile_of_digits)
    assert start()[0].startswith(f"{zipfile_of_digits}: a folder, not a file; set aside as ")


def test_truncated_prepared_file(root: Path, start: Start) -> None:
    path = prepared_path("tiny", root)
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("train_images.npy", bytes(1000))
    path.write_bytes(path.read_bytes()[:-10])
    assert start()[0].startswith(f"{path}: damaged (File is not a zip file); set aside as ")


@pytest.mark.parametrize(
    ("code", "cure"),
    [
        (errno.ENOSPC, "free disk space"),
        (errno.EROFS, "make it writable"),
        (errno.EACCES, "grant yourself permission"),
        (errno.EIO, "fix this"),
    ],
)
def test_disk_error_during_fetch_is_one_line_without_fallback(
    code: int, cure: str, root: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def source(_origin: Origin, _wanted: object, folder: Path, _root: Path) -> None:
        (folder / f"{IMAGES}.part").write_bytes(b"half")
        raise OSError(code, os.strerror(code), f"{folder}")

    monkeypatch.setattr(acquisition, "SOURCES", {"first": source})
    with pytest.raises(UserError) as caught:
        start()
    assert (
        f"{caught.value}" == f"{root / RAW / '.incoming'}: {os.strerror(code)}; {cure} and run the same command again"
    )
    assert list((root / RAW).iterdir()) == []


def test_raw_folder_exists_for_dvc(root: Path) -> None:
    lines: list[str] = []
    (root / "data").mkdir()
    _file(root / "data/raw")
    make_raw_folder(root, lines.append)
    assert lines == [f"{root}/data/raw: not a folder; set aside as raw.refused"]
    assert (root / "data/raw").is_dir()
