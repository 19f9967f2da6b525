"""Tells a lock that a killed run left behind from one that a run still holds."""

import contextlib
import fcntl
import os
from pathlib import Path


def break_stale_lock(root: Path) -> bool:
    """Count this process as a run in the folder until it ends; unlock it and return True where no other run is alive.

    Snakemake locks with files, which outlive a run that was killed; the kernel's locks do not. So do the files by which
    it takes for incomplete what a killed run was about to make: here, what has its name is whole.
    """
    folder = root / ".snakemake"
    folder.mkdir(exist_ok=True)
    descriptor = os.open(folder / "groundwork.lock", os.O_RDWR | os.O_CREAT, 0o666)  # held to the end of the process
    is_alone = _is_alone(descriptor)
    if is_alone:
        for path in (*(folder / "locks").glob("*.lock"), *(folder / "incomplete").rglob("*")):
            if path.is_file():
                path.unlink()
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_SH)  # waits for another start, which holds it alone while it cleans up
    return is_alone


def _is_alone(descriptor: int) -> bool:
    """Return whether the whole lock was to be had: not where another run is alive, nor where files cannot be locked."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
