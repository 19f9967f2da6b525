"""The cost of a run's records, from results/timings.csv."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from groundwork.core.errors import UserError
from groundwork.records.costs import Timing, timings_path


@dataclass(frozen=True)
class StudyCost:
    """A study's cost: records, records with known cost, total seconds, images per second, peak memory in bytes."""

    study: str
    records: int
    known: int
    seconds: float
    images_per_second: float | None
    peak_memory_bytes: int


def read_costs(root: Path) -> dict[str, Timing]:
    """Return the cost of each record by name; empty if nothing was trained here."""
    path = timings_path(root)
    if not path.exists():
        return {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {row["record"]: _timing(row) for row in csv.DictReader(file)}
    except (KeyError, TypeError, ValueError):
        raise UserError(f"{path}: not a table of costs; delete it and run again") from None


def study_cost(study: str, records: Sequence[str], costs: Mapping[str, Timing]) -> StudyCost:
    """Return the cost of a study's records; a record shared by two studies counts in both."""
    known = [costs[name] for name in records if name in costs]
    rates = [each.images_per_second for each in known if each.images_per_second]
    return StudyCost(
        study=study,
        records=len(records),
        known=len(known),
        seconds=sum(each.seconds for each in known),
        images_per_second=median(rates) if rates else None,
        peak_memory_bytes=max((each.peak_memory_bytes for each in known), default=0),
    )


def _timing(row: Mapping[str, str]) -> Timing:
    return Timing(
        record=row["record"],
        device=row["device"],
        seconds=float(row["seconds"]),
        images_per_second=float(row["images_per_second"]),
        peak_memory_bytes=int(row["peak_memory_bytes"]),
    )
