"""The result file of a timing: seconds per case and round, and the machine."""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from groundwork.core.errors import UserError
from groundwork.core.writing import write_atomically


class Machine(BaseModel):
    """The machine of a timing; `load` is the one-minute load average before it, if known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    processor: str
    cores: int
    system: str
    python: str
    torch: str
    load: float | None


class Laps(BaseModel):
    """Seconds per run of each case and round; the i-th numbers of two cases are from the same round."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timing: str
    title: str
    explanation: str
    machine: Machine
    seconds: dict[str, list[float]]

    @property
    def rounds(self) -> int:
        """The number of rounds."""
        return len(next(iter(self.seconds.values())))


def laps_path(root: Path, timing: str) -> Path:
    """Return the path of a timing's result."""
    return root / "results" / "timings" / f"{timing}.json"


def write_laps(root: Path, laps: Laps) -> Path:
    """Write a timing's result atomically and return its path."""
    content = json.dumps(laps.model_dump(), indent=1, ensure_ascii=False) + "\n"
    return write_atomically(laps_path(root, laps.timing), content)


def read_laps(root: Path, timing: str) -> Laps:
    """Read a timing's result; raises UserError if the file is missing or damaged."""
    path = laps_path(root, timing)
    try:
        return Laps.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"{path}: no such file; run `snakemake` to make it") from None
    except (OSError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"{path}: not a timing result ({reason}); delete it and run again") from None
