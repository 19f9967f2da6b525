"""Ends a run that DVC started when DVC exits, as nothing would use its results."""

import contextlib
import os
import select
import threading
from pathlib import Path

from groundwork.core.errors import UserError

STAGE = "DVC_STAGE"  # DVC sets this for a stage's commands, not for itself


def exit_when_dvc_exits() -> None:
    """Start a thread that ends this process when its DVC ancestor exits, if it has one.

    Raises UserError if DVC has exited already, which takes no longer than starting this process.
    """
    if STAGE not in os.environ or not hasattr(os, "pidfd_open"):
        return
    with contextlib.suppress(OSError, ValueError):  # no /proc here, or DVC is in another namespace
        number = _dvc()
        # Orphans get another parent, such as PID 1, which is not in the session of DVC and its commands.
        if os.getsid(number) != os.getsid(0):
            raise UserError("the DVC command that started this run has ended; run it again")
        descriptor = os.pidfd_open(number)
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
