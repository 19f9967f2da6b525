"""What a clock and a memory gauge said of each training job, kept apart from what is the same on every run."""

import csv
import io
import sys
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from filelock import FileLock

from groundwork.core.writing import write_atomically


@dataclass(frozen=True)
class Timing:
    """The cost of one record: seconds of training, training images per second, bytes of memory at the peak."""

    record: str
    device: str
    seconds: float
    images_per_second: float
    peak_memory_bytes: int


COLUMNS = [field.name for field in fields(Timing)]


def timings_path(root: Path) -> Path:
    """Return the path of the table of what all records cost."""
    return root / "results" / "timings.csv"


def lock_path(root: Path) -> Path:
    """Return the path of the lock that who writes that table holds."""
    return timings_path(root).with_name(".timings.lock")


def add_timing(root: Path, timing: Timing) -> None:
    """Put one job's row into results/timings.csv, in place of an older row of the same record."""
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
    """Return the rows by their records; none of a file that cannot be read, for no record rests on them."""
    if not path.exists():
        return {}
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True)
        rows = list(reader)
        if reader.fieldnames != COLUMNS or any(set(row) != set(COLUMNS) or None in row.values() for row in rows):
            raise ValueError("its columns are not those of timings")
    except (OSError, ValueError, csv.Error) as error:
        print(f"{path}: not a readable table ({error}); started anew", file=sys.stderr)  # noqa: T201
        return {}
    return {row["record"]: row for row in rows}
