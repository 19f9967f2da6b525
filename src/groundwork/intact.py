"""Tells quickly that the file of a record is as it was written, without reading what the record says."""

import hashlib
import json
import re
from pathlib import Path

from groundwork.identity import digest_of

# Keys are sorted: what was found stands before the checksum, the record's identity and name after it.
CHECKSUM = re.compile(rb'"checksum":"([0-9a-f]{64})",(?="identity":)')


def is_intact(path: Path) -> bool:
    """Return whether a file holds, byte for byte, the record of its name as it was written; False where in doubt.

    The checksum is one of everything but itself, and whatever was written with one was a valid record.
    """
    content = path.read_bytes().removesuffix(b"\n")
    found = CHECKSUM.search(content)
    if not found:
        return False
    start, end = found.span()
    if hashlib.sha256(content[:start] + content[end:]).hexdigest() != found[1].decode():
        return False
    rest = json.loads(b"{" + content[end:])
    return rest["name"] == path.stem and path.stem.endswith(f"-{digest_of(rest['identity'])}")
