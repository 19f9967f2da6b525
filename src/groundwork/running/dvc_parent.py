"""Ends a run that DVC started when DVC exits, as nothing would use its results."""

import contextlib
import os
import select
import threading
from pathlib import Path

STAGE = "DVC_STAGE"  # DVC sets this for a stage's commands, not for itself


def exit_when_dvc_exits() -> None:
    """Start a thread that ends this process when its DVC ancestor exits, if it has one."""
    if STAGE not in os.environ or not hasattr(os, "pidfd_open"):
        return
    with contextlib.suppress(OSError, ValueError):  # no /proc here, or DVC is in another namespace
        descriptor = os.pidfd_open(_dvc())
        threading.Thread(target=_wait_and_exit, args=(descriptor,), daemon=True).start()


def _dvc() -> int:
    """Return the PID of the nearest ancestor that is not part of a stage (a stage's shell is skipped)."""
    number = os.getppid()
    while number > 1 and f"\0{STAGE}=".encode() in b"\0" + Path(f"/proc/{number}/environ").read_bytes():
        number = _parent_of(number)
    return number


def _parent_of(number: int) -> int:
    status = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
    return int(status.rpartition(")")[2].split()[1])


def _wait_and_exit(descriptor: int) -> None:
    select.select([descriptor], [], [])
    os._exit(1)
