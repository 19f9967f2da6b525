"""Tells a lock that a killed run left behind from one that a run still holds."""

import contextlib
import fcntl
import os
from pathlib import Path


def break_dead_lock(root: Path) -> None:
    """Count this process as a run in the folder until it ends, and unlock the folder where no other run is alive.

    Snakemake locks with files, which outlive a run that was killed; the kernel's locks do not.
    """
    folder = root / ".snakemake"
    folder.mkdir(exist_ok=True)
    descriptor = os.open(folder / "groundwork.lock", os.O_RDWR | os.O_CREAT)  # held to the end of the process
    # Refused where another run is alive, and by file systems that cannot lock: Snakemake's lock then stays.
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for path in (folder / "locks").glob("*.lock"):
            path.unlink()
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_SH)
