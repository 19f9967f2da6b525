"""Reads claims.yaml and writes the facts and verdicts."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from groundwork.claims.schema import Claims, type_of
from groundwork.config.entries import CLAIMS, read_entries
from groundwork.core.findings import (
    FLOATS,
    Fact,
    HorizonVerdict,
    Verdict,
    facts_to_csv,
    horizons_to_csv,
    verdicts_to_csv,
)
from groundwork.core.writing import write_atomically


@dataclass(frozen=True)
class Judgment:
    """The result of judging: facts, verdicts in the order of the claims, those at each horizon, and values by name."""

    facts: tuple[Fact, ...]
    verdicts: tuple[Verdict, ...]
    horizons: tuple[HorizonVerdict, ...]
    metrics: dict[str, float]

    @property
    def summary(self) -> str:
        """The number of claims by verdict, in one line."""
        counts = Counter(verdict.verdict for verdict in self.verdicts)
        return f"{len(self.verdicts)} claims: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items())


def read_claims(path: Path) -> Claims:
    """Return the typed claims of a file; raises UserError with one line per problem."""
    return Claims(claims=read_entries(path, type_of, "id", CLAIMS))


def write_judgment(folder: Path, judged: Judgment) -> list[Path]:
    """Write facts.csv, verdicts.csv, horizons.csv and metrics.json atomically, and return their paths.

    Numbers have seven significant digits.
    """
    metrics = {name: float(FLOATS % value) for name, value in judged.metrics.items()}
    texts = {
        "facts.csv": facts_to_csv(judged.facts),
        "verdicts.csv": verdicts_to_csv(judged.verdicts),
        "horizons.csv": horizons_to_csv(judged.horizons),
        "metrics.json": json.dumps(metrics, indent=2, sort_keys=True) + "\n",
    }
    for name, text in texts.items():
        write_atomically(folder / name, text)
    return [folder / name for name in texts]
