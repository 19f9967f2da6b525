"""is_intact recognizes an unchanged record by its bytes; an uncertain one must be read in full."""

import json
from pathlib import Path

import pytest

from groundwork.core.identity import canonical_json, digest_of
from groundwork.records.files import is_intact, read_record, write_record
from groundwork.records.schema import CheckBody, Record

IDENTITY = {"spec": {"kind": "check", "label": '"checksum":"'}, "device": "cpu"}
NAME = f"check-ünicode-{digest_of(IDENTITY)}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a new record."""
    path = tmp_path / f"{NAME}.json"
    measured = {"x": 0.1, "checksum": 2.0, '"checksum":"': 3.0}
    write_record(path, Record(name=NAME, identity=IDENTITY, body=CheckBody(holds=True, measured=measured)))
    return path


def test_written_record_is_intact(path: Path) -> None:
    assert is_intact(path)
    assert read_record(path).name == NAME


def test_change_of_any_byte_is_detected(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(len(whole) - 1):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert not is_intact(path), place


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff" * 200, b'{"checksum":"' + b"0" * 64 + b'","identity":{}}'])
def test_other_content_is_not_intact(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    assert not is_intact(path)


def test_renamed_record_is_not_intact(path: Path) -> None:
    other = path.with_name(f"other-{digest_of(IDENTITY)}.json")
    path.rename(other)

    assert not is_intact(other)


def test_record_with_wrong_digest_is_not_intact(tmp_path: Path) -> None:
    path = tmp_path / "check-0123456789ab.json"
    write_record(path, Record(name=path.stem, identity=IDENTITY, body=CheckBody(holds=True, measured={})))

    assert not is_intact(path)


def test_reformatted_record_is_readable_but_not_intact(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    assert not is_intact(path)
    assert read_record(path).name == NAME

    path.write_text(canonical_json(content), encoding="utf-8")
    assert is_intact(path)
