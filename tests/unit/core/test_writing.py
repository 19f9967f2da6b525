"""Files are written atomically."""

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from groundwork.core.errors import UserError
from groundwork.core.writing import atomic_path, delete_partial_files, write_atomically

AGAIN = "and run the same command again"


@contextlib.contextmanager
def small_files() -> Iterator[None]:
    """Limit files to ten bytes, as on a full disk; only briefly, as pytest writes files too."""
    earlier = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, earlier[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, earlier)


def test_write_replaces_file_and_keeps_line_endings(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "page.html"

    assert write_atomically(path, "first\n") == path
    write_atomically(path, "é\nsecond\n")

    assert path.read_bytes() == "é\nsecond\n".encode()
    assert list(path.parent.iterdir()) == [path]


def test_failed_write_keeps_old_file(tmp_path: Path) -> None:
    path = write_atomically(tmp_path / "page.html", "first\n")

    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "\ud800")

    assert path.read_text(encoding="utf-8") == "first\n"
    assert list(tmp_path.iterdir()) == [path]


def test_full_disk_is_one_line_and_keeps_old_file(tmp_path: Path) -> None:
    path = write_atomically(tmp_path / "page.html", "first\n")

    with pytest.raises(UserError) as error, small_files():
        write_atomically(path, "longer than before\n")

    cure = "raise the file size limit (ulimit -f)"
    assert str(error.value) == f"{path}: File too large; {cure} {AGAIN}"
    assert path.read_text(encoding="utf-8") == "first\n"
    assert list(tmp_path.iterdir()) == [path]


def test_file_in_place_of_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file", encoding="utf-8")

    with pytest.raises(UserError) as error:
        write_atomically(tmp_path / "folder" / "a", "text")

    cure = f"move away what is in its place {AGAIN}"
    assert str(error.value) == f"{tmp_path / 'folder'}: File exists; {cure}"


def test_folder_in_place_of_file_is_set_aside(tmp_path: Path) -> None:
    for name in ("page.html", "page.html.refused"):
        (tmp_path / name).mkdir()
    (tmp_path / "page.html" / "mine.txt").write_text("mine", encoding="utf-8")

    write_atomically(tmp_path / "page.html", "text")

    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "text"
    assert (tmp_path / "page.html.refused" / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_exception_during_write_leaves_no_partial_file(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), atomic_path(tmp_path / "a.npz") as part:
        part.write_bytes(b"half")
        _ = 1 / 0

    assert list(tmp_path.iterdir()) == []


def test_partial_files_of_killed_processes_are_deleted(tmp_path: Path) -> None:
    with atomic_path(tmp_path / "records" / "a.json") as part:
        part.write_bytes(b"whole")
        kept = [part.with_name(name) for name in ("b.part", ".hidden", ".c.json.part.txt")]
        for path in [*kept, part.with_name(".d.json.17.part")]:
            path.touch()
    (tmp_path / "records" / ".e.17.part").touch()

    delete_partial_files(tmp_path, tmp_path / "nothing here")

    left = sorted(path.name for path in (tmp_path / "records").iterdir())
    assert left == sorted(["a.json", *(path.name for path in kept)])
