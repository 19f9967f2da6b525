"""The report's prose: questions, terms and texts of studies, read from YAML and validated."""

from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from groundwork.config.catalog import PositiveInteger
from groundwork.config.reading import read_yaml, tuples
from groundwork.config.schema import Section
from groundwork.config.suggestions import suggestion
from groundwork.errors import UserError

Text = Annotated[str, Field(min_length=1)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Tag = Annotated[str, Field(pattern=r"^[a-z][a-z0-9 -]*$")]


class Evidence(Section):
    """What an answer rests on: a text, claims by id, and figures as study/figure."""

    text: Text
    claims: tuple[Identifier, ...] = ()
    figures: tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*$")], ...] = ()


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
    rows: Annotated[tuple[tuple[Text, ...], ...], Field(min_length=1)]


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


Entry = TypeVar("Entry", Question, Term, StudyText, Point, ReferenceTable, Card, SheetBlock)
ENTRIES: dict[type[Section], str] = {
    Question: "id",
    Term: "term",
    StudyText: "study",
    Point: "point",
    ReferenceTable: "id",
    SheetBlock: "block",
    Card: "id",
}
PARTS: dict[type[Section], type[Section]] = {Question: Evidence, ReferenceTable: Column}


def read_content(folder: Path) -> Content:
    """Return the content of a folder; UserError with one line for each problem of a file."""
    return Content(
        questions=_read(folder / "questions.yaml", Question),
        terms=_read(folder / "glossary.yaml", Term),
        studies=_read(folder / "studies.yaml", StudyText),
        points=_read(folder / "summary.yaml", Point),
        reference_tables=_read_tables(folder / "tables.yaml"),
        cards=_read(folder / "cards.yaml", Card),
    )


def read_sheet_blocks(folder: Path) -> tuple[SheetBlock, ...]:
    """Return the blocks of the printed page, with the same errors."""
    return _read(folder / "cheat_sheet.yaml", SheetBlock)


def _read(path: Path, kind: type[Entry]) -> tuple[Entry, ...]:
    values = read_yaml(path)
    key = ENTRIES[kind]
    if not isinstance(values, list):
        raise UserError(f"{path.name}: expected a list of entries; start each with '- {key}: ...'")
    try:
        entries = TypeAdapter(tuple[kind, ...]).validate_python(tuples(values))  # type: ignore[valid-type]
    except ValidationError as error:
        lines = [f"{path.name}: {_problem(each, values, kind)}" for each in error.errors()]
        raise UserError("\n".join(lines)) from None
    _refuse_repeated(path, [getattr(entry, key) for entry in entries], key)
    return tuple(entries)


def _read_tables(path: Path) -> tuple[ReferenceTable, ...]:
    tables = _read(path, ReferenceTable)
    for table in tables:
        for row in table.rows:
            if len(row) != len(table.columns):
                place = f"{path.name}: {table.id}: the row {row[0]!r}"
                raise UserError(f"{place} has {len(row)} cells; give it {len(table.columns)}, one for each column")
    return tables


def _problem(error: Any, values: list[Any], kind: type[Section]) -> str:
    """Return one problem with its place, the entry named by its key where it has one."""
    index, *inner = error["loc"]
    entry, key = values[index], ENTRIES[kind]
    named = isinstance(entry, dict) and isinstance(entry.get(key), str)
    place = ".".join([entry[key] if named else f"entry {index + 1}", *map(str, inner)])
    if error["type"] == "missing":
        return f"{place}: is missing; add it (see the other entries)"
    if error["type"] == "extra_forbidden":
        fields = (PARTS[kind] if len(inner) > 1 else kind).model_fields
        return f"{place}: unknown key{suggestion(inner[-1], fields)}"
    message = str(error["msg"])
    return f"{place}: {error['input']!r}: {message[:1].lower()}{message[1:]}"


def _refuse_repeated(path: Path, names: list[str], key: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"{path.name}: {name}: this {key} is used twice; rename or delete one of the entries")
