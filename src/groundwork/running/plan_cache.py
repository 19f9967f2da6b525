"""Caches the planned pipeline for the run's jobs, under a key of everything it depends on."""

import hashlib
import os
import pickle
import time
from pathlib import Path
from typing import Any

from groundwork.core.errors import UserError
from groundwork.core.identity import SOURCE
from groundwork.core.writing import discard, write_atomically

PLAN_CACHE = Path(".snakemake", "groundwork", "plans")
SOURCE_CACHE = Path(".snakemake", "groundwork", "source")  # written by workflow/snapshot.py
SECONDS_TO_START = 3600
PLAN_VARIABLE = "GROUNDWORK_PLAN"  # passes the key to the jobs
DIGEST_BYTES = hashlib.sha256().digest_size


def store_plan(root: Path, key: str, value: Any) -> None:
    """Store a value under a key, atomically."""
    content = pickle.dumps(value)
    write_atomically(root / PLAN_CACHE / key, hashlib.sha256(content).digest() + content)


def load_plan(root: Path, key: str) -> Any:
    """Return the value stored under a key, or None if it is missing or damaged."""
    try:
        whole = (root / PLAN_CACHE / key).read_bytes()
    except OSError:
        return None
    digest, content = whole[:DIGEST_BYTES], whole[DIGEST_BYTES:]
    if hashlib.sha256(content).digest() != digest:
        return None
    os.utime(root / PLAN_CACHE / key)  # marks it as in use for clear_caches
    return pickle.loads(content)  # noqa: S301 - as trustworthy as the source, whose digest is in the key


def export_plan_key(key: str) -> None:
    """Pass the key of the cached pipeline to the jobs that this process starts."""
    os.environ[PLAN_VARIABLE] = key


def load_exported_plan(root: Path) -> Any:
    """Return the cached value for this job; raises UserError if the job was not started by a run."""
    key = os.environ.get(PLAN_VARIABLE)
    if not key:
        raise UserError(f"{PLAN_VARIABLE} is not set: `snakemake` plans and starts the jobs; run `snakemake`")
    found = load_plan(root, key)
    if found is None:
        raise UserError(f"{PLAN_CACHE / key}: missing or damaged; run `snakemake` again to plan again")
    return found


def clear_caches(root: Path) -> None:
    """Delete cached plans and source snapshots of earlier runs; call only while no other run is alive.

    Entries less than an hour old are kept: they may belong to a run that is just starting.
    """
    in_use = {os.environ.get(PLAN_VARIABLE), SOURCE.name}
    for shelf in (PLAN_CACHE, SOURCE_CACHE):
        for path in (root / shelf).glob("*"):
            if path.name not in in_use and time.time() - path.lstat().st_mtime > SECONDS_TO_START:
                discard(path)
