"""The archives give back the records of the reference, byte for byte, and nothing else."""

import io
import lzma
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwork.core.errors import UserError
from groundwork.planning.plan import Plan
from groundwork.records.files import record_path
from groundwork.reference.records import ARCHIVES, archive_records, restore_records


@pytest.fixture
def plan(values: dict[str, Any], plan_of: Callable[..., Plan]) -> Plan:
    """A plan of two studies, of which the second shares all records of the first and has some of its own."""
    study = values["studies"]["rates"]
    values["studies"]["more"] = study | {"checks": ["rate_scales_the_step"]}
    return plan_of(values)


@pytest.fixture
def root(tmp_path: Path, plan: Plan) -> Path:
    """A project with all planned records, as texts that only their names make differ."""
    for name in plan.records:
        path = record_path(tmp_path, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path


def members(path: Path) -> list[str]:
    with tarfile.open(path) as archive:
        return archive.getnames()


def records(root: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in (root / "results" / "records").glob("*")}


def plant(root: Path, name: str, content: bytes) -> Path:
    path = root / ARCHIVES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_each_record_is_in_one_archive_and_comes_back(root: Path, plan: Plan) -> None:
    written = archive_records(root, plan)
    before = records(root)

    assert [path.relative_to(root) for path in written] == [ARCHIVES / f"{name}.tar.xz" for name in plan.studies]
    held = [name for path in written for name in members(path)]
    assert sorted(held) == sorted(f"{name}.json" for name in plan.records)
    assert len(members(written[1])) < len(plan.studies["more"].records)
    for path in (root / "results" / "records").glob("*"):
        path.unlink()
    assert restore_records(root) == len(plan.records)
    assert records(root) == before == {name: name for name in plan.records}


def test_a_record_that_is_there_is_left_alone(root: Path, plan: Plan) -> None:
    archive_records(root, plan)
    changed, gone, *_ = (root / "results" / "records").glob("*")
    changed.write_text("newer", encoding="utf-8")
    gone.unlink()

    assert restore_records(root) == 1
    assert changed.read_text(encoding="utf-8") == "newer"


def test_an_unfinished_run_is_archived_as_far_as_it_goes(root: Path, plan: Plan) -> None:
    own = set(plan.studies["more"].records) - set(plan.studies["rates"].records)
    for name in own:
        record_path(root, name).unlink()
    plant(root, "study_of_old.tar.xz", b"")

    assert [path.name for path in archive_records(root, plan)] == ["rates.tar.xz"]
    assert [path.name for path in (root / ARCHIVES).iterdir()] == ["rates.tar.xz"]


def test_equal_records_give_equal_bytes(root: Path, plan: Plan) -> None:
    first = [path.read_bytes() for path in archive_records(root, plan)]
    for path in (root / "results" / "records").glob("*"):
        path.touch()

    assert [path.read_bytes() for path in archive_records(root, plan)] == first


def test_nothing_archived_restores_nothing(tmp_path: Path) -> None:
    assert restore_records(tmp_path) == 0
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("content", [b"", b"no archive", lzma.compress(b"no archive")[:-8]])
def test_a_damaged_archive_is_named(tmp_path: Path, content: bytes) -> None:
    plant(tmp_path, "rates.tar.xz", content)

    with pytest.raises(UserError) as caught:
        restore_records(tmp_path)
    assert str(caught.value).startswith("reference/records/rates.tar.xz: damaged (")
    assert str(caught.value).endswith("); restore it with `git checkout reference/records/rates.tar.xz`, or delete it")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("../../outside.json", tarfile.REGTYPE), ("/outside.json", tarfile.REGTYPE), ("link.json", tarfile.SYMTYPE)],
)
def test_an_archive_writes_nothing_but_records(tmp_path: Path, name: str, kind: bytes) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, "/etc/passwd" if kind == tarfile.SYMTYPE else ""
        archive.addfile(member, io.BytesIO(b""))
    plant(tmp_path / "project", "rates.tar.xz", buffer.getvalue())

    with pytest.raises(UserError, match=rf"^reference/records/rates\.tar\.xz: damaged \('{name}' is not a record\); "):
        restore_records(tmp_path / "project")
    assert [path.name for path in tmp_path.rglob("*.json")] == []
