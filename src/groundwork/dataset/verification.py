"""Decides whether bytes are the pinned payload of a dataset's file."""

import hashlib
from pathlib import Path

from groundwork.core.repair import describe_path
from groundwork.dataset.origin import Origin
from groundwork.dataset.origins import ORIGINS


def file_mismatch(origin: Origin, file: str, path: Path) -> str | None:
    """Return why what lies at a path is not the pinned payload, or None where it is; it may be anything.

    One that is longer than any payload is not read: it may not fit into memory.
    """
    if not path.is_file():
        return describe_path(path)
    try:
        size = path.stat().st_size
        if size > max(payload.size for other in (origin, *ORIGINS.values()) for payload in other.files.values()):
            return _too_long(size, origin.files[file].size)
        return payload_mismatch(origin, file, path.read_bytes())
    except OSError as error:
        return error.strerror or f"{error}"


def payload_mismatch(origin: Origin, file: str, payload: bytes) -> str | None:
    """Return why the payload is not the pinned one (what it is, expected and found md5), or None where it is."""
    found = hashlib.md5(payload, usedforsecurity=False).hexdigest()
    expected = origin.files[file].md5
    if found == expected:
        return None
    return f"{_nature(origin, file, payload, found)}: expected md5 {expected}, found {found}"


def _nature(origin: Origin, file: str, payload: bytes, found: str) -> str:
    for other in (origin, *ORIGINS.values()):
        for name, pinned in other.files.items():
            if pinned.md5 == found:
                return f"it is {name} of {other.name}"
    size = origin.files[file].size
    if payload[:2] == b"\x1f\x8b":
        return "it is a gzip file, not unpacked"
    if len(payload) < size:
        return f"truncated, {len(payload)} of {size} bytes"
    return "altered" if len(payload) == size else _too_long(len(payload), size)


def _too_long(found: int, size: int) -> str:
    return f"too long, {found} bytes instead of {size}"
