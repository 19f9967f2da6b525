"""What a timing found, as a file: the seconds of each case in each round, and the machine they were measured on."""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from groundwork.core.errors import UserError
from groundwork.core.writing import write_atomically


class Machine(BaseModel):
    """What ran the timing; `load` is the mean number of running processes over the minute before, where it is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    processor: str
    cores: int
    system: str
    python: str
    torch: str
    load: float | None


class Laps(BaseModel):
    """Seconds that one run of each case took, round by round: a case's i-th number and another's belong together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timing: str
    title: str
    explanation: str
    machine: Machine
    seconds: dict[str, list[float]]

    @property
    def rounds(self) -> int:
        """How many rounds there were."""
        return len(next(iter(self.seconds.values())))


def laps_path(root: Path, timing: str) -> Path:
    """Return the path of what a timing found."""
    return root / "results" / "timings" / f"{timing}.json"


def write_laps(root: Path, laps: Laps) -> Path:
    """Write what a timing found, whole or not at all, and return its path."""
    content = json.dumps(laps.model_dump(), indent=1, ensure_ascii=False) + "\n"
    return write_atomically(laps_path(root, laps.timing), content)


def read_laps(root: Path, timing: str) -> Laps:
    """Return what a timing found; UserError where the file is missing or damaged."""
    path = laps_path(root, timing)
    try:
        return Laps.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"{path}: no such file; run `snakemake` to make it") from None
    except (OSError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"{path}: not a timing result ({reason}); delete it and run again") from None
