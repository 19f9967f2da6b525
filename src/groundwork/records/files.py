"""Reads and writes record files: atomic writes, validation against the name, and a fast integrity check."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from groundwork.core.errors import UserError
from groundwork.core.identity import canonical_json, digest_of
from groundwork.core.writing import write_atomically
from groundwork.records.schema import BODY_OF, Record

# Keys are sorted: the body comes before the checksum, identity and name after it.
KIND = re.compile(rb'\{"body":\{(?:"holds":(?:true|false),)?"kind":"([a-z]+)"')
CHECKSUM = re.compile(rb'"checksum":"([0-9a-f]{64})",(?="identity":)')


def record_path(root: Path, name: str) -> Path:
    """Return the path of a record."""
    return root / "results" / "records" / f"{name}.json"


def write_record(path: Path, record: Record) -> None:
    """Write a record with its checksum, atomically."""
    content = record.model_dump(mode="json")
    content["checksum"] = _checksum(content)
    write_atomically(path, canonical_json(content) + "\n")


def read_record(path: Path) -> Record:
    """Return a record; raises UserError if it is damaged or does not match its file name."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        checksum = content.pop("checksum")
        record = Record.model_validate(content)
        true_checksum, digest = _checksum(content), digest_of(record.identity)  # ValueError for NaN and infinity
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"{path}: not a readable record ({reason}); delete it and run again") from None
    if checksum != true_checksum:
        raise UserError(f"{path}: its content does not match its checksum; delete it and run again")
    if record.name != path.stem:
        raise UserError(f"{path}: the record inside is '{record.name}'; delete it and run again")
    if not path.stem.endswith(f"-{digest}"):
        raise UserError(f"{path}: the digest of its identity is not the one in its name; delete it and run again")
    kind = record.identity.get("spec", {}).get("kind")
    if BODY_OF.get(kind, record.body.kind) != record.body.kind:
        raise UserError(f"{path}: a {record.body.kind} body, expected {kind}; delete it and run again")
    return record


def is_intact(path: Path) -> bool:
    """Return whether a file is, byte for byte, the record of its name as written; False if uncertain.

    The checksum covers everything but itself, and only valid records are written with one.
    """
    try:
        content = path.read_bytes().removesuffix(b"\n")
        return _is_intact(content, path.stem)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _is_intact(content: bytes, name: str) -> bool:
    kind, found = KIND.match(content), CHECKSUM.search(content)
    if not kind or not found:
        return False
    start, end = found.span()
    if hashlib.sha256(content[:start] + content[end:]).hexdigest() != found[1].decode():
        return False
    rest = json.loads(b"{" + content[end:])
    has_expected_kind = BODY_OF[rest["identity"]["spec"]["kind"]] == kind[1].decode()
    return has_expected_kind and rest["name"] == name and name.endswith(f"-{digest_of(rest['identity'])}")


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()
