"""The report's prose: typed entries of the files in report/content."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from groundwork.config.bounds import PositiveInteger
from groundwork.config.entries import Identifier, Text, read_entries
from groundwork.config.schema import Section
from groundwork.core.errors import UserError
from groundwork.core.formatting import count
from groundwork.report.question_entry import FigurePath, LeansOn, Question, Say, Tag, leanings_of
from groundwork.report.question_files import FIRST, question_files


class Term(Section):
    """A term of the glossary and its meaning."""

    term: Text
    meaning: Text


class Synonyms(Section):
    """Other words for a term, by which the search finds it."""

    term: Text
    also: Annotated[tuple[Text, ...], Field(min_length=1)]


class StudyText(Section):
    """A study's question, method, practical advice, and a table that compares two choices."""

    study: Identifier
    title: Text
    question: Text
    done: Text
    practice: Text
    comparison: str = ""


class Point(Section):
    """A takeaway: a sentence without a number, one with what was measured, and the claims that the first leans on."""

    point: Identifier
    title: Text
    say: Say
    measured: Text
    leans_on: LeansOn

    @property
    def leanings(self) -> tuple[tuple[str, bool], ...]:
        """The claims that `say` leans on, each with whether it denies the claim's sentence."""
        return leanings_of(self.leans_on)


class Column(Section):
    """A column of a table, and what its cells hold if they cite no result."""

    title: Text
    holds: Literal["convention", "definition", "published"] = "convention"


class ReferenceTable(Section):
    """A table for revision; the first cell of a row is its heading."""

    id: Identifier
    title: Text
    text: Text
    columns: Annotated[tuple[Column, ...], Field(min_length=2)]
    rows: Annotated[tuple[Annotated[tuple[Text, ...], Field(min_length=1)], ...], Field(min_length=1)]


class Card(Section):
    """Code to write from memory: the prompt, what to check, and pitfalls; its id is the name of its file.

    The target minutes are a convention.
    """

    id: Identifier
    title: Text
    prompt: Text
    minutes: PositiveInteger
    checks: Annotated[tuple[Text, ...], Field(min_length=1)]
    pitfalls: Annotated[tuple[Text, ...], Field(min_length=1)]
    tested_against: Text
    questions: Annotated[tuple[Identifier, ...], Field(min_length=1)]


class Curve(Section):
    """A figure in which something is wrong: what it is, how the figure shows it, and what to do about it.

    Its topic is the first of its tags that is a topic of the questions. `case` is what to show of a figure whose data
    have several, under names that would tell; else it is the whole figure.
    """

    id: Identifier
    figure: FigurePath
    case: str = ""
    difficulty: Literal[1, 2, 3]
    tags: Annotated[tuple[Tag, ...], Field(min_length=1)]
    wrong: Text
    sign: Text
    cure: Text


class FigureClaims(Section):
    """The claims that a figure shows, the plainest first."""

    figure: FigurePath
    claims: Annotated[tuple[Identifier, ...], Field(min_length=1)]


class SheetBlock(Section):
    """A block of the printed page."""

    block: Identifier
    title: Text
    text: Text


class Content(Section):
    """All prose of the report; entries in the order of their files.

    `question_files` has the file of each question, by its id.
    """

    questions: tuple[Question, ...]
    terms: tuple[Term, ...]
    studies: tuple[StudyText, ...]
    points: tuple[Point, ...] = ()
    reference_tables: tuple[ReferenceTable, ...] = ()
    cards: tuple[Card, ...] = ()
    curves: tuple[Curve, ...] = ()
    synonyms: tuple[Synonyms, ...] = ()
    figures: tuple[FigureClaims, ...] = ()
    question_files: Mapping[str, str] = {}

    def place_of(self, question: str) -> str:
        """Return the place of a question, for messages: its file and its id."""
        return f"{self.question_files.get(question, FIRST)}: {question}"


def read_content(folder: Path) -> Content:
    """Return the content of a folder; raises UserError with one line per problem."""
    by_file = {
        file: read_entries(folder / file, lambda _: Question, "id", file=file) for file in question_files(folder)
    }
    _reject_shared_ids(by_file)
    return Content(
        questions=tuple(question for questions in by_file.values() for question in questions),
        terms=read_entries(folder / "glossary.yaml", lambda _: Term, "term"),
        studies=read_entries(folder / "studies.yaml", lambda _: StudyText, "study"),
        points=read_entries(folder / "summary.yaml", lambda _: Point, "point"),
        reference_tables=_read_tables(folder / "tables.yaml"),
        cards=read_entries(folder / "cards.yaml", lambda _: Card, "id"),
        curves=read_entries(folder / "curves.yaml", lambda _: Curve, "id"),
        synonyms=read_entries(folder / "synonyms.yaml", lambda _: Synonyms, "term"),
        figures=read_entries(folder / "figures.yaml", lambda _: FigureClaims, "figure"),
        question_files={question.id: file for file, questions in by_file.items() for question in questions},
    )


def read_sheet_blocks(folder: Path) -> tuple[SheetBlock, ...]:
    """Return the blocks of the printed page; raises the same errors."""
    return read_entries(folder / "cheat_sheet.yaml", lambda _: SheetBlock, "block")


def _reject_shared_ids(by_file: Mapping[str, Sequence[Question]]) -> None:
    first: dict[str, str] = {}
    for file, questions in by_file.items():
        for question in questions:
            if question.id in first:
                raise UserError(f"{file}: {question.id}: {first[question.id]} has this id too; rename one of them")
            first[question.id] = file


def _read_tables(path: Path) -> tuple[ReferenceTable, ...]:
    tables = read_entries(path, lambda _: ReferenceTable, "id")
    for table in tables:
        for row in table.rows:
            if len(row) != len(table.columns):
                place = f"{path.name}: {table.id}: the row {row[0]!r}"
                cells = count(len(row), "cell")
                raise UserError(f"{place} has {cells}; give it {len(table.columns)}, one for each column")
    return tables
