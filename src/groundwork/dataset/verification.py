"""Checks files against the pinned checksums."""

import hashlib
from pathlib import Path

from groundwork.core.repair import describe_path
from groundwork.dataset.origin import Origin
from groundwork.dataset.origins import ORIGINS


def file_mismatch(origin: Origin, file: str, path: Path) -> str | None:
    """Return why a path does not hold the pinned payload, or None if it does; the path may be of any kind.

    A file larger than any payload is not read, as it may not fit in memory.
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
    """Return why a payload is not the pinned one (what it is, expected and actual md5), or None if it is."""
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
