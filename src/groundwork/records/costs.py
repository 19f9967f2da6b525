"""Wall time and peak memory of each job, kept apart from the deterministic results."""

import csv
import io
import sys
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from filelock import FileLock

from groundwork.core.writing import write_atomically


@dataclass(frozen=True)
class Timing:
    """The cost of one record: job time, training images per second, peak memory."""

    record: str
    device: str
    seconds: float
    images_per_second: float
    peak_memory_bytes: int


COLUMNS = [field.name for field in fields(Timing)]


def timings_path(root: Path) -> Path:
    """Return the path of the table of costs."""
    return root / "results" / "timings.csv"


def lock_path(root: Path) -> Path:
    """Return the path of the lock file for writing that table."""
    return timings_path(root).with_name(".timings.lock")


def add_timing(root: Path, timing: Timing) -> None:
    """Add a job's row to results/timings.csv, replacing an older row of the same record."""
    path = timings_path(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock_path(root)):
        rows = _rows(path)
        rows[timing.record] = {key: str(value) for key, value in asdict(timing).items()}
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[record] for record in sorted(rows))
        write_atomically(path, text.getvalue())


def _rows(path: Path) -> dict[str, dict[str, str]]:
    """Return the rows by record name; empty if the file is not readable, since no record depends on it."""
    if not path.exists():
        return {}
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True)
        rows = list(reader)
        if reader.fieldnames != COLUMNS or any(set(row) != set(COLUMNS) or None in row.values() for row in rows):
            raise ValueError(f"its columns are not {', '.join(COLUMNS)}")
    except (OSError, ValueError, csv.Error) as error:
        print(f"{path}: not a readable table ({error}); starting a new one", file=sys.stderr)  # noqa: T201
        return {}
    return {row["record"]: row for row in rows}
