"""The pipeline that a run's start has planned, kept for its jobs under the key of all that it was made from."""

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
SOURCE_CACHE = Path(".snakemake", "groundwork", "source")  # filled by workflow/snapshot.py
SECONDS_TO_START = 3600
PLAN_VARIABLE = "GROUNDWORK_PLAN"  # the key, for the jobs of this process
DIGEST_BYTES = hashlib.sha256().digest_size


def store_plan(root: Path, key: str, value: Any) -> None:
    """Keep a value under a key, whole or not at all."""
    content = pickle.dumps(value)
    write_atomically(root / PLAN_CACHE / key, hashlib.sha256(content).digest() + content)


def load_plan(root: Path, key: str) -> Any:
    """Return the value that is kept under a key; None where there is none, or it is damaged."""
    try:
        whole = (root / PLAN_CACHE / key).read_bytes()
    except OSError:
        return None
    digest, content = whole[:DIGEST_BYTES], whole[DIGEST_BYTES:]
    if hashlib.sha256(content).digest() != digest:
        return None
    os.utime(root / PLAN_CACHE / key)  # it is in use, which what clears away old ones asks for
    return pickle.loads(content)  # noqa: S301 - it lies where the source lies, and its key holds the source's digest


def export_plan_key(key: str) -> None:
    """Tell the jobs that this process starts under which key their pipeline is kept."""
    os.environ[PLAN_VARIABLE] = key


def load_exported_plan(root: Path) -> Any:
    """Return what the run's start has kept for this job; UserError where the job was not started by a run."""
    key = os.environ.get(PLAN_VARIABLE)
    if not key:
        raise UserError(f"{PLAN_VARIABLE} is not set: `snakemake` plans and starts the jobs; run `snakemake`")
    found = load_plan(root, key)
    if found is None:
        raise UserError(f"{PLAN_CACHE / key}: missing or damaged; run `snakemake` again to plan again")
    return found


def clear_caches(root: Path) -> None:
    """Delete what earlier runs have kept, their copies of the source too; to be called where no other run is alive.

    What is less than an hour old stays: it may be of a run that is just about to start.
    """
    in_use = {os.environ.get(PLAN_VARIABLE), SOURCE.name}
    for shelf in (PLAN_CACHE, SOURCE_CACHE):
        for path in (root / shelf).glob("*"):
            if path.name not in in_use and time.time() - path.lstat().st_mtime > SECONDS_TO_START:
                discard(path)
