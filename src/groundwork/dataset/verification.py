"""Decides whether bytes are the pinned payload of a dataset's file."""

import hashlib

from groundwork.dataset.origin import Origin
from groundwork.dataset.origins import ORIGINS


def refusal(origin: Origin, file: str, payload: bytes) -> str | None:
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
    return "altered" if len(payload) == size else f"too long, {len(payload)} bytes instead of {size}"
