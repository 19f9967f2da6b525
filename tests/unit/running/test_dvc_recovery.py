"""DVC's files are repaired after a kill; files in use and intact files are left alone."""

import fcntl
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from groundwork.running.dvc_recovery import recover

LOCK = Path(__file__).parents[3] / "dvc.lock"
ASIDE = "dvc.lock: truncated by a kill; set aside as .dvc/tmp/dvc.lock.damaged, the next `dvc repro` writes a new one"
EMPTIED = ".dvc/tmp/rwlock: truncated by a kill; emptied"
FREED = ".dvc/tmp/rwlock: held by a killed process; released"
LONG_AGO = 1_000_000_000.0
NOBODY = 2**30


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".dvc" / "tmp").mkdir(parents=True)
    shutil.copy(LOCK, tmp_path / "dvc.lock")
    return tmp_path


def holders(root: Path, pid: int, command: str, written: float | None = None) -> Path:
    """Write an rwlock in which a process writes one path and reads another."""
    info = {"pid": pid, "cmd": command}
    path = root / ".dvc" / "tmp" / "rwlock"
    path.write_text(json.dumps({"write": {"results": info}, "read": {"data": [info]}}), encoding="utf-8")
    if written:
        os.utime(path, (written, written))
    return path


def test_intact_files_are_left_alone(root: Path) -> None:
    path = holders(root, os.getpid(), sys.argv[0])
    before = path.read_bytes()

    assert recover(root) == []
    assert (path.read_bytes(), (root / "dvc.lock").read_bytes()) == (before, LOCK.read_bytes())


@pytest.mark.parametrize("kept", [0, 1, 100, len(LOCK.read_bytes()) // 2, -20])
def test_truncated_dvc_lock_is_set_aside_unless_valid(root: Path, kept: int) -> None:
    from dvc.dvcfile import Lockfile
    from dvc.exceptions import DvcException
    from dvc.utils import strictyaml

    path = root / "dvc.lock"
    path.write_bytes(LOCK.read_bytes()[:kept])
    try:
        strictyaml.load(str(path), Lockfile.SCHEMA)
        expected = []
    except DvcException:
        expected = [ASIDE]

    assert recover(root) == expected
    assert path.exists() == (not expected)
    assert recover(root) == []


@pytest.mark.parametrize("content", [b"\0" * 400, b"schema: '2.0'\nstages:\n  data:\n", b"\xff\n"])
def test_otherwise_damaged_dvc_lock_is_set_aside(root: Path, content: bytes) -> None:
    (root / "dvc.lock").write_bytes(content)

    assert recover(root) == [ASIDE]
    assert (root / ".dvc" / "tmp" / "dvc.lock.damaged").read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [
        b"<<<<<<< HEAD\n" + LOCK.read_bytes() + b"=======\n>>>>>>> other\n",
        LOCK.read_bytes().rstrip(),
    ],
    ids=["conflict", "no last line end"],
)
def test_edited_dvc_lock_is_left_alone(root: Path, content: bytes) -> None:
    (root / "dvc.lock").write_bytes(content)

    assert recover(root) == []
    assert (root / "dvc.lock").read_bytes() == content


@pytest.mark.parametrize(
    "content", ["", "{", '{"write": {', "[]", "null", '{"write": []}', '{"read": {"a": 1}}', '{"x": {}}']
)
def test_truncated_rwlock_is_emptied(root: Path, content: str) -> None:
    path = root / ".dvc" / "tmp" / "rwlock"
    path.write_text(content, encoding="utf-8")

    assert recover(root) == [EMPTIED]
    assert json.loads(path.read_text(encoding="utf-8")) == {}
    assert recover(root) == []


def test_rwlock_entry_with_reused_pid_is_removed(root: Path) -> None:
    path = holders(root, os.getpid(), "/usr/bin/some-other-program repro", LONG_AGO)

    assert recover(root) == [FREED]
    assert json.loads(path.read_text(encoding="utf-8")) == {"write": {}, "read": {}}


@pytest.mark.parametrize(
    ("pid", "command", "written"),
    [
        (os.getpid(), "/usr/bin/some-other-program repro", None),
        (os.getpid(), f"{Path(sys.executable).name} repro", LONG_AGO),
        (NOBODY, "dvc repro", LONG_AGO),
    ],
    ids=["may have written it", "runs that program", "nobody, which DVC sees itself"],
)
def test_rwlock_entry_of_possibly_live_process_is_kept(
    root: Path, pid: int, command: str, written: float | None
) -> None:
    holders(root, pid, command, written)

    assert recover(root) == []


@pytest.mark.parametrize(("lock", "left"), [("lock", [EMPTIED]), ("rwlock.lock", [ASIDE])])
def test_files_being_written_are_left_alone(root: Path, lock: str, left: list[str]) -> None:
    (root / "dvc.lock").write_bytes(b"")
    (root / ".dvc" / "tmp" / "rwlock").write_bytes(b"")
    with (root / ".dvc" / "tmp" / lock).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert recover(root) == left

    os.link(root / ".dvc" / "tmp" / lock, root / ".dvc" / "tmp" / "claimed")  # `core.hardlink_lock`
    assert recover(root) == []


def test_recovery_takes_dvc_s_own_locks(root: Path) -> None:
    from dvc.lock import Lock, LockError

    from groundwork.running.dvc_recovery import _locked

    names: list[Any] = ["lock", "rwlock.lock"]
    for path in (root / ".dvc" / "tmp" / name for name in names):
        with _locked(path) as locked:
            assert locked
            with pytest.raises(LockError, match="Unable to acquire lock"):
                Lock(str(path))._do_lock()
        with Lock(str(path)), _locked(path) as locked:
            assert not locked


def test_folder_without_dvc_runs_is_unchanged(tmp_path: Path) -> None:
    (tmp_path / "dvc.lock").write_bytes(b"")

    assert recover(tmp_path) == []
    assert [path.name for path in tmp_path.iterdir()] == ["dvc.lock"]
