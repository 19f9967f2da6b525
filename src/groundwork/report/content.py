"""The report's prose: what each file of report/content lists, as typed entries."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from groundwork.config.bounds import PositiveInteger
from groundwork.config.entries import Identifier, Text, read_entries
from groundwork.config.names import matching
from groundwork.config.schema import Section
from groundwork.core.errors import UserError
from groundwork.core.formatting import count

Tag = Annotated[
    str,
    matching(
        "[a-z][a-z0-9 -]*", "is not a valid tag; use lowercase letters, digits, spaces and -, starting with a letter"
    ),
]
FigurePath = Annotated[
    str,
    matching("[a-z][a-z0-9_]*/[a-z][a-z0-9_]*", "is not a figure; write study/figure, as in optimizers/loss_curves"),
]


class Evidence(Section):
    """What an answer rests on: a text, claims by id, and figures as study/figure."""

    text: Text
    claims: tuple[Identifier, ...] = ()
    figures: tuple[FigurePath, ...] = ()


class Question(Section):
    """An interview question with its answers; difficulty 1 is for a first interview, 3 for a specialist's."""

    id: Identifier
    question: Text
    difficulty: Literal[1, 2, 3]
    tags: Annotated[tuple[Tag, ...], Field(min_length=1)]
    plain: Text
    technical: Text
    mistake: Text
    evidence: Evidence
    follow_ups: tuple[Text, ...] = ()


class Term(Section):
    """A word of the report and what it means."""

    term: Text
    meaning: Text


class StudyText(Section):
    """What a study asks, what was done, what it means for practice, and a table that compares two choices."""

    study: Identifier
    title: Text
    question: Text
    done: Text
    practice: Text
    comparison: str = ""


class Point(Section):
    """A sentence to take along, told in the first 30 seconds or among the points to remember."""

    point: Identifier
    part: Literal["brief", "remember"]
    title: Text
    text: Text


class Column(Section):
    """A column of a table, and what its cells are that cite nothing measured."""

    title: Text
    holds: Literal["convention", "definition", "published"] = "convention"


class ReferenceTable(Section):
    """A table to revise from; the first cell of a row is its heading."""

    id: Identifier
    title: Text
    text: Text
    columns: Annotated[tuple[Column, ...], Field(min_length=2)]
    rows: Annotated[tuple[Annotated[tuple[Text, ...], Field(min_length=1)], ...], Field(min_length=1)]


class Card(Section):
    """Something to write from memory: what is asked, what is looked for, where it goes wrong; its id names its file.

    The minutes to aim for are a convention.
    """

    id: Identifier
    title: Text
    prompt: Text
    minutes: PositiveInteger
    checks: Annotated[tuple[Text, ...], Field(min_length=1)]
    pitfalls: Annotated[tuple[Text, ...], Field(min_length=1)]
    tested_against: Text
    questions: Annotated[tuple[Identifier, ...], Field(min_length=1)]


class SheetBlock(Section):
    """A block of the printed page."""

    block: Identifier
    title: Text
    text: Text


class Content(Section):
    """All prose of the report; questions and terms in the order of their files."""

    questions: tuple[Question, ...]
    terms: tuple[Term, ...]
    studies: tuple[StudyText, ...]
    points: tuple[Point, ...] = ()
    reference_tables: tuple[ReferenceTable, ...] = ()
    cards: tuple[Card, ...] = ()


def read_content(folder: Path) -> Content:
    """Return the content of a folder; UserError with one line for each problem of a file."""
    return Content(
        questions=read_entries(folder / "questions.yaml", lambda _: Question, "id"),
        terms=read_entries(folder / "glossary.yaml", lambda _: Term, "term"),
        studies=read_entries(folder / "studies.yaml", lambda _: StudyText, "study"),
        points=read_entries(folder / "summary.yaml", lambda _: Point, "point"),
        reference_tables=_read_tables(folder / "tables.yaml"),
        cards=read_entries(folder / "cards.yaml", lambda _: Card, "id"),
    )


def read_sheet_blocks(folder: Path) -> tuple[SheetBlock, ...]:
    """Return the blocks of the printed page, with the same errors."""
    return read_entries(folder / "cheat_sheet.yaml", lambda _: SheetBlock, "block")


def _read_tables(path: Path) -> tuple[ReferenceTable, ...]:
    tables = read_entries(path, lambda _: ReferenceTable, "id")
    for table in tables:
        for row in table.rows:
            if len(row) != len(table.columns):
                place = f"{path.name}: {table.id}: the row {row[0]!r}"
                cells = count(len(row), "cell")
                raise UserError(f"{place} has {cells}; give it {len(table.columns)}, one for each column")
    return tables
