"""What a clock and a memory gauge said of each training job, kept apart from what is the same on every run."""

import csv
import io
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from filelock import FileLock


@dataclass(frozen=True)
class Timing:
    """The cost of one record: seconds of training, training images per second, bytes of memory at the peak."""

    record: str
    device: str
    seconds: float
    images_per_second: float
    peak_memory_bytes: int


def timings_path(root: Path) -> Path:
    """Return the path of the table of what all records cost."""
    return root / "results" / "timings.csv"


def add_timing(root: Path, timing: Timing) -> None:
    """Put one job's row into results/timings.csv, in place of an older row of the same record."""
    path = timings_path(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(".timings.lock")):
        rows = {row["record"]: row for row in csv.DictReader(path.open(encoding="utf-8"))} if path.exists() else {}
        rows[timing.record] = {key: str(value) for key, value in asdict(timing).items()}
        text = io.StringIO()
        writer = csv.DictWriter(text, [field.name for field in fields(Timing)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[record] for record in sorted(rows))
        temporary = path.with_suffix(".part")
        temporary.write_text(text.getvalue(), encoding="utf-8")
        temporary.replace(path)
