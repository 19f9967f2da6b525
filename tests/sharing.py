"""What takes long to make is made once, for all processes among which pytest-xdist divides the tests."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock


@dataclass(frozen=True)
class Shared:
    """A folder that all processes of one run of pytest see; what is in it is to be read or copied, not changed."""

    root: Path

    @classmethod
    def of(cls, base: Path) -> "Shared":
        """Return the folder beside the temporary folder of this process, or in it where there is no other process."""
        return cls((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared")

    def folder(self, name: str, make: Callable[[Path], object]) -> Path:
        """Return a folder with what `make` puts there; whoever asks while another process makes it waits."""
        self.root.mkdir(exist_ok=True)
        place, done = self.root / name, self.root / f"{name}.done"
        with FileLock(self.root / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(place, ignore_errors=True)  # of an attempt that failed
                place.mkdir()
                make(place)
                done.touch()
        return place
