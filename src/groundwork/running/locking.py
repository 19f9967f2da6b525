"""Removes stale Snakemake locks left by killed runs."""

import contextlib
import fcntl
import os
from pathlib import Path


def break_stale_lock(root: Path) -> bool:
    """Register this process as a run in the folder; if no other run is alive, remove stale locks and return True.

    Snakemake's lock files outlive a killed run, unlike kernel locks. So do its markers of incomplete outputs, which
    are not needed here: a file under its final name is always complete.
    """
    folder = root / ".snakemake"
    folder.mkdir(exist_ok=True)
    descriptor = os.open(folder / "groundwork.lock", os.O_RDWR | os.O_CREAT, 0o666)  # held until the process exits
    is_alone = _is_alone(descriptor)
    if is_alone:
        for path in (*(folder / "locks").glob("*.lock"), *(folder / "incomplete").rglob("*")):
            if path.is_file():
                path.unlink()
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_SH)  # waits while another run holds it exclusively to clean up
    return is_alone


def _is_alone(descriptor: int) -> bool:
    """Try to get the exclusive lock; False if another run is alive or the file system does not support locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
