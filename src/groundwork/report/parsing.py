"""The text of a CSV file turned into facts, verdicts and tables."""

import csv
import io
import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from groundwork.core.errors import UserError
from groundwork.report.inputs import Fact, Table, Verdict

Row = TypeVar("Row", Fact, Verdict)
CONVERSIONS: dict[object, Callable[[str], Any]] = {
    float: lambda text: float(text) if text else math.nan,
    str: str,
    bool: lambda text: text == "True",
    int | None: lambda text: int(float(text)) if text else None,
    tuple[str, ...]: lambda text: tuple(text.split()),
}
AGAIN = "delete the file and run again"


def table_from(text: str) -> Table:
    """Return the table that a CSV text holds."""
    reader = csv.DictReader(io.StringIO(text))
    rows = tuple(reader)
    return Table(tuple(reader.fieldnames or ()), rows)


def facts_from(text: str, place: str) -> dict[str, Fact]:
    """Return the facts of a CSV text by name; UserError, beginning with the place, where it is damaged."""
    return {fact.name: fact for fact in _rows(text, place, Fact)}


def verdicts_from(text: str, place: str) -> dict[str, Verdict]:
    """Return the verdicts of a CSV text by claim; UserError, beginning with the place, where it is damaged."""
    return {verdict.claim: verdict for verdict in _rows(text, place, Verdict)}


def _rows(text: str, place: str, kind: type[Row]) -> list[Row]:
    table = table_from(text)
    missing = [field.name for field in fields(kind) if field.name not in table.columns]
    if missing:
        raise UserError(f"{place}: no column {missing[0]!r}; {AGAIN}")
    return [kind(**_values(row, kind, f"{place}: row {number}")) for number, row in enumerate(table.rows, start=1)]


def _values(row: Mapping[str, str], kind: type[Row], place: str) -> dict[str, Any]:
    if any(cell is None for cell in row.values()):  # how csv tells that a row ends too early
        raise UserError(f"{place}: the row is cut off; {AGAIN}")
    values = {}
    for field in fields(kind):
        try:
            values[field.name] = CONVERSIONS[field.type](row[field.name])
        except (ValueError, OverflowError):
            raise UserError(f"{place}: {field.name}: {row[field.name]!r} is not a number; {AGAIN}") from None
    return values
