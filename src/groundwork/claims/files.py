"""Reading claims.yaml and writing what was judged."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from groundwork.claims.schema import Claims, type_of
from groundwork.config.entries import CLAIMS, read_entries
from groundwork.core.writing import write_atomically

FLOATS = "%.7g"


@dataclass(frozen=True)
class Judged:
    """What judging gave: one row for each fact, one row for each claim, and the facts' values by name."""

    facts: pd.DataFrame
    verdicts: pd.DataFrame
    metrics: dict[str, float]

    @property
    def summary(self) -> str:
        """How many claims got which verdict, as one line."""
        counts = self.verdicts["verdict"].value_counts(sort=False)
        return f"{len(self.verdicts)} claims: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items())


def read_claims(path: Path) -> Claims:
    """Return the typed claims of a file; UserError with one line for each problem."""
    return Claims(claims=read_entries(path, type_of, "id", CLAIMS))


def write_judged(folder: Path, judged: Judged) -> list[Path]:
    """Write facts.csv, verdicts.csv and metrics.json, each whole or not at all, and return their paths.

    Numbers have seven significant digits.
    """
    metrics = {name: float(FLOATS % value) for name, value in judged.metrics.items()}
    texts = {
        "facts.csv": _csv(judged.facts),
        "verdicts.csv": _csv(judged.verdicts),
        "metrics.json": json.dumps(metrics, indent=2, sort_keys=True) + "\n",
    }
    for name, text in texts.items():
        write_atomically(folder / name, text)
    return [folder / name for name in texts]


def _csv(frame: pd.DataFrame) -> str:
    return str(frame.to_csv(index=False, float_format=FLOATS, lineterminator="\n"))
