"""Tables to revise from, each cell marked by what it rests on."""

from dataclasses import dataclass

from markupsafe import Markup

from groundwork.report.content import Column, ReferenceTable
from groundwork.report.inputs import ReportInput
from groundwork.report.prose import FORMULA, to_html, to_inline_html
from groundwork.report.short_references import MISSING, ShortReferences

MEASURED, DEFINITION, NOTHING = "measured", "definition", ""
EMPTY = "\N{EN DASH}"
MEANINGS = {
    MEASURED: "a number or a verdict of this run, which links to what it rests on",
    DEFINITION: "true by itself: a formula, a name, what a thing does",
    "convention": "what is usually done or said, and pictures of our own; not measured here",
    "published": "what others have printed; theirs, not ours",
}


@dataclass(frozen=True)
class Cell:
    """A cell with what it rests on, its column's title, whether it has to say so itself, and whether it is a dash."""

    text: Markup
    basis: str
    column: str
    is_marked: bool
    is_empty: bool


@dataclass(frozen=True)
class ColumnView:
    """A column's title and what its cells rest on; empty where they rest on different things."""

    title: str
    basis: str


@dataclass(frozen=True)
class TableView:
    """A table as the page shows it; rows are a heading and the other cells."""

    anchor: str
    title: str
    text: Markup
    columns: tuple[ColumnView, ...]
    rows: tuple[tuple[Markup, tuple[Cell, ...]], ...]


def view_tables(site: ReportInput) -> tuple[TableView, ...]:
    """Return the tables in the order of tables.yaml; UserError for a name that does not exist."""
    return tuple(_view(table, site) for table in site.content.reference_tables)


def basis_of(text: str, kinds: set[str], column: Column) -> str:
    """Return what a cell rests on: what it cites, else a formula, else what its column says.

    A dash rests on nothing, and so does a cell that cites only what this run did not measure.
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
    """Return a column and its cells; where all of them rest on the same, the column says it once for all."""
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
