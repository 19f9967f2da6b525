"""Tables for revision; each cell is marked by its kind of evidence."""

from dataclasses import dataclass

from markupsafe import Markup

from groundwork.report.content import Column, ReferenceTable
from groundwork.report.inputs import ReportInput
from groundwork.report.prose import FORMULA, to_html, to_inline_html
from groundwork.report.short_references import MISSING, ShortReferences

MEASURED, DEFINITION, NOTHING = "measured", "definition", ""
EMPTY = "\N{EN DASH}"
MEANINGS = {
    MEASURED: "a number or verdict of this run, with a link to its evidence",
    DEFINITION: "true by definition: a formula, a name, what something does",
    "convention": "common practice, and our own illustrations; not measured here",
    "published": "published by others; not measured here",
}


@dataclass(frozen=True)
class Cell:
    """A cell with its basis, its column's title, whether it shows the basis itself, and whether it is a dash."""

    text: Markup
    basis: str
    column: str
    is_marked: bool
    is_empty: bool


@dataclass(frozen=True)
class ColumnView:
    """A column's title and the basis of its cells; empty if it differs between cells."""

    title: str
    basis: str


@dataclass(frozen=True)
class TableView:
    """A table as shown on the page; each row is a heading and the other cells."""

    anchor: str
    title: str
    text: Markup
    columns: tuple[ColumnView, ...]
    rows: tuple[tuple[Markup, tuple[Cell, ...]], ...]


def view_tables(site: ReportInput) -> tuple[TableView, ...]:
    """Return the tables in the order of tables.yaml; raises UserError for an unknown name."""
    return tuple(_view(table, site) for table in site.content.reference_tables)


def basis_of(text: str, kinds: set[str], column: Column) -> str:
    """Return the basis of a cell: what it cites, else a formula, else that of its column.

    A dash has no basis, nor does a cell that cites only what this run did not measure.
    """
    if kinds & {"fact", "verdict"}:
        return MEASURED
    if text == EMPTY or MISSING in kinds:
        return NOTHING
    return DEFINITION if FORMULA.search(text) else column.holds


def _view(table: ReferenceTable, site: ReportInput) -> TableView:
    place = f"tables.yaml: {table.id}"
    heads = [to_inline_html(row[0], place, ShortReferences(site).resolve) for row in table.rows]
    cells = [_cells(table, index, site) for index in range(1, len(table.columns))]
    columns = (ColumnView(table.columns[0].title, NOTHING), *(column for column, _ in cells))
    bodies = zip(*(body for _, body in cells), strict=True)
    return TableView(
        anchor=table_anchor(table.id),
        title=table.title,
        text=to_html(table.text, f"{place}.text", ShortReferences(site).resolve),
        columns=columns,
        rows=tuple(zip(heads, bodies, strict=True)),
    )


def table_anchor(table: str) -> str:
    """Return the anchor of a table."""
    return f"table-{table.replace('_', '-')}"


def _cells(table: ReferenceTable, index: int, site: ReportInput) -> tuple[ColumnView, list[Cell]]:
    """Return a column and its cells; if all have the same basis, only the column shows it."""
    column = table.columns[index]
    found = []
    for row in table.rows:
        references = ShortReferences(site)
        html = to_inline_html(row[index], f"tables.yaml: {table.id}: {row[0]}: {column.title}", references.resolve)
        found.append((html, basis_of(row[index], references.seen, column)))
    bases = {basis for _, basis in found if basis}
    shared = bases.pop() if len(bases) == 1 else NOTHING
    cells = [
        Cell(html, basis, column.title, is_marked=bool(basis) and not shared, is_empty=html == EMPTY)
        for html, basis in found
    ]
    return ColumnView(column.title, shared), cells
