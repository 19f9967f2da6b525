"""All that a report is made from, as values."""

from collections.abc import Mapping
from dataclasses import dataclass

from groundwork.core.findings import Fact, Verdict
from groundwork.planning.plan import Plan
from groundwork.report.content import Content
from groundwork.report.rule_graph import Rule


@dataclass(frozen=True)
class Table:
    """A table as its CSV file holds it: each row maps a column to its text."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """A drawn figure: its title and how to read it (its caption), the drawing, and the data drawn."""

    study: str
    name: str
    title: str
    how_to_read: str
    svg: str
    csv: str


@dataclass(frozen=True)
class CheckCode:
    """An exact check: what it says it checks, and the source that checks it."""

    sentence: str
    source: str


@dataclass(frozen=True)
class SheetCode:
    """A file of the PyTorch cheat sheet: its name, what it is to teach, and its source."""

    name: str
    title: str
    source: str


@dataclass(frozen=True)
class ReportInput:
    """All that the page shows; figures, tables and codes are by study and name, `ink` is the figures' color of text."""

    plan: Plan
    facts: Mapping[str, Fact]
    verdicts: Mapping[str, Verdict]
    tables: Mapping[str, Mapping[str, Table]]
    figures: Mapping[str, Mapping[str, Figure]]
    figure_names: frozenset[str]
    checks: Mapping[str, CheckCode]
    sheet: tuple[SheetCode, ...]
    card_codes: Mapping[str, str]
    content: Content
    templates: Mapping[str, str]
    ink: str
    versions: Mapping[str, str]
    rules: tuple[Rule, ...] = ()
