"""The text of a CSV file turned into facts, verdicts and tables."""

import csv
import io
import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from groundwork.errors import UserError
from groundwork.report.inputs import Fact, Table, Verdict

Row = TypeVar("Row", Fact, Verdict)
CONVERSIONS: dict[str, Callable[[str], Any]] = {
    "<class 'float'>": lambda text: float(text) if text else math.nan,
    "<class 'str'>": str,
    "int | None": lambda text: int(float(text)) if text else None,
    "tuple[str, ...]": lambda text: tuple(text.split()),
}


def table_from(text: str) -> Table:
    """Return the table that a CSV text holds."""
    reader = csv.DictReader(io.StringIO(text))
    rows = tuple(reader)
    return Table(tuple(reader.fieldnames or ()), rows)


def facts_from(text: str, place: str) -> dict[str, Fact]:
    """Return the facts of a CSV text by name; UserError, beginning with the place, where a column is missing."""
    return {fact.name: fact for fact in _rows(text, place, Fact)}


def verdicts_from(text: str, place: str) -> dict[str, Verdict]:
    """Return the verdicts of a CSV text by claim; UserError, beginning with the place, where a column is missing."""
    return {verdict.claim: verdict for verdict in _rows(text, place, Verdict)}


def _rows(text: str, place: str, kind: type[Row]) -> list[Row]:
    table = table_from(text)
    missing = [field.name for field in fields(kind) if field.name not in table.columns]
    if missing:
        raise UserError(f"{place}: no column {missing[0]!r}; delete the file and run again")
    return [kind(**_values(row, kind)) for row in table.rows]


def _values(row: Mapping[str, str], kind: type[Row]) -> dict[str, Any]:
    return {field.name: CONVERSIONS[str(field.type)](row[field.name]) for field in fields(kind)}
