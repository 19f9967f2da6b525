"""Tells quickly that the file of a record is as it was written, without reading what the record says."""

import hashlib
import json
import re
from pathlib import Path

from groundwork.identity import digest_of
from groundwork.records import BODY_OF

# Keys are sorted: what was found stands before the checksum, the record's identity and name after it.
KIND = re.compile(rb'\{"body":\{(?:"holds":(?:true|false),)?"kind":"([a-z]+)"')
CHECKSUM = re.compile(rb'"checksum":"([0-9a-f]{64})",(?="identity":)')


def is_intact(path: Path) -> bool:
    """Return whether a file holds, byte for byte, the record of its name as it was written; False where in doubt.

    The checksum is one of everything but itself, and whatever was written with one was a valid record.
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
    is_of_spec = BODY_OF[rest["identity"]["spec"]["kind"]] == kind[1].decode()
    return is_of_spec and rest["name"] == name and name.endswith(f"-{digest_of(rest['identity'])}")
