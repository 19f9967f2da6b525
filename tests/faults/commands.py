"""A command under way, and how it ended."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SECONDS_OF_A_RUN = 240.0


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit status (negative: the signal that killed it) and all that it printed."""

    status: int
    output: str


@dataclass
class Run:
    """A command under way, whose whole process group is its own."""

    process: subprocess.Popen[bytes]
    said: Path

    def is_over(self) -> bool:
        """Whether the command has ended."""
        return self.process.poll() is not None

    def kill_group(self, by: signal.Signals = signal.SIGKILL) -> None:
        """Signal every process of the group."""
        os.killpg(self.process.pid, by)

    def end(self, seconds: float = SECONDS_OF_A_RUN) -> Ended:
        """Wait for the end; AssertionError, with what was said, where it does not come in time."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill_group()
            raise AssertionError(f"hangs: no end after {seconds:.0f} s; it said:\n{self._output()}") from None
        return Ended(status, self._output())

    def _output(self) -> str:
        return self.said.read_text(encoding="utf-8", errors="replace")


def wait_for(happened: Callable[[], bool], run: Run, seconds: float = SECONDS_OF_A_RUN) -> bool:
    """Wait until something has happened; False where the run ends first."""
    deadline = time.monotonic() + seconds
    while not happened():
        if run.is_over():
            return False
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)  # to look takes a while itself
    return True
