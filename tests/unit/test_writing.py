"""Files are written whole or not at all."""

from pathlib import Path

import pytest

from groundwork.writing import write_whole


def test_a_text_takes_the_place_of_what_was_there_with_its_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "page.html"

    assert write_whole(path, "first\n") == path
    write_whole(path, "é\nsecond\n")

    assert path.read_bytes() == "é\nsecond\n".encode()
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "page.html", "first\n")

    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")

    assert path.read_text(encoding="utf-8") == "first\n"
