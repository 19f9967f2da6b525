"""Keeps what a run's start has worked out for its jobs, under a key that says what it was made from."""

import hashlib
import pickle
from pathlib import Path
from typing import Any

from groundwork.writing import write_whole

DIGEST_BYTES = hashlib.sha256().digest_size


def keep(root: Path, key: str, value: Any) -> None:
    """Keep a value under a key, whole or not at all, in place of what was kept under others."""
    path = _path(root, key)
    content = pickle.dumps(value)
    write_whole(path, hashlib.sha256(content).digest() + content)
    for other in path.parent.iterdir():
        if other != path and other.is_file() and not other.suffix:  # what another start is writing has one
            other.unlink(missing_ok=True)


def kept(root: Path, key: str) -> Any:
    """Return the value that is kept under a key; None where there is none, or it is damaged."""
    try:
        whole = _path(root, key).read_bytes()
    except OSError:
        return None
    digest, content = whole[:DIGEST_BYTES], whole[DIGEST_BYTES:]
    if hashlib.sha256(content).digest() != digest:
        return None
    return pickle.loads(content)  # noqa: S301 - it lies where the source lies, and its key holds the source's digest


def _path(root: Path, key: str) -> Path:
    return root / ".snakemake" / "groundwork" / key
