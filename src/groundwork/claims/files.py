"""Reading claims.yaml and writing what was judged."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from groundwork.claims.schema import Claims, Comparison, ExactClaim
from groundwork.config.reading import read_yaml, tuples
from groundwork.config.schema import Section
from groundwork.config.suggestions import suggestion
from groundwork.errors import UserError
from groundwork.writing import write_whole

FLOATS = "%.7g"
KINDS: dict[str, type[Section]] = {"comparison": Comparison, "exact": ExactClaim}


@dataclass(frozen=True)
class Judged:
    """What judging gave: one row for each fact, one row for each claim, and the facts' values by name."""

    facts: pd.DataFrame
    verdicts: pd.DataFrame
    metrics: dict[str, float]


def read_claims(path: Path) -> Claims:
    """Return the typed claims of a file; UserError with one line for each problem."""
    content = read_yaml(path)
    if not isinstance(content, list):
        raise UserError(f"{path.name}: expected a list of claims; start each with '- id: name_of_the_claim'")
    try:
        return Claims.model_validate({"claims": tuples(content)})
    except ValidationError as error:
        lines = [_line(each, content) for each in error.errors()]
        raise UserError("\n".join(f"{path.name}: {line}" for line in lines)) from None


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
        write_whole(folder / name, text)
    return [folder / name for name in texts]


def _csv(frame: pd.DataFrame) -> str:
    return str(frame.to_csv(index=False, float_format=FLOATS, lineterminator="\n"))


def _line(error: Any, content: list[Any]) -> str:
    """Return one problem as a line that names the claim by its id where it has one."""
    location = [str(part) for part in error["loc"][1:] if part not in KINDS]
    if location:
        entry = content[int(location[0])]
        named = isinstance(entry, dict) and isinstance(entry.get("id"), str)
        location[0] = entry["id"] if named else f"claim {int(location[0]) + 1}"
    place = ".".join(location) or "claims"
    return f"{place}: {_text(error)}"


def _text(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        kind = next((part for part in error["loc"] if part in KINDS), "comparison")
        return f"unknown key{suggestion(error['loc'][-1], KINDS[kind].model_fields)}"
    if error["type"] == "missing":
        return "is missing; add it (see the other claims)"
    message = str(error["msg"])
    if error["type"] in {"unknown_name", "claim"}:
        return message
    return f"{error['input']!r}: {message[:1].lower()}{message[1:]}"
