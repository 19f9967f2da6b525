"""Private folders."""

import os
from pathlib import Path

import pytest

from groundwork.running.privacy import private_folder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the private folder named `own`."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path / f"own-{os.getuid()}"


def test_private_folder_is_created_once_with_mode_0700(place: Path) -> None:
    assert private_folder("own") == private_folder("own") == place
    assert place.stat().st_mode & 0o777 == 0o700


def test_setgid_folder_is_accepted(place: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o2700)
    assert private_folder("own") == place


@pytest.mark.parametrize("mode", [0o777, 0o710, 0o500])
def test_folder_with_other_mode_is_rejected(place: Path, mode: int) -> None:
    place.mkdir()
    place.chmod(mode)

    with pytest.raises(PermissionError) as error:
        private_folder("own")

    assert str(error.value) == f"{place}: not a private folder of this user"


def test_folder_of_other_user_is_rejected(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = os.getuid() + 1
    place.with_name(f"own-{other}").mkdir(mode=0o700)
    monkeypatch.setattr("os.getuid", lambda: other)

    with pytest.raises(PermissionError, match="not a private folder of this user"):
        private_folder("own")


def test_link_or_file_in_place_of_folder_is_rejected(place: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    place.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PermissionError, match="not a private folder of this user"):
        private_folder("own")

    place.unlink()
    place.touch()
    with pytest.raises(PermissionError, match="not a private folder of this user"):
        private_folder("own")
