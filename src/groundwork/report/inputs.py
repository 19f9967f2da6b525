"""The input of the report as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from groundwork.core.findings import Fact, HorizonVerdict, Verdict
from groundwork.planning.plan import Plan
from groundwork.reference.files import Reference
from groundwork.report.content import Content
from groundwork.report.rule_graph import Rule


@dataclass(frozen=True)
class Table:
    """A table as read from its CSV file: each row maps a column to its text."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """A drawn figure: title and explanation (its caption), drawing, and data."""

    study: str
    name: str
    title: str
    how_to_read: str
    svg: str
    csv: str


@dataclass(frozen=True)
class CheckCode:
    """An exact check: its first docstring line, and its source."""

    sentence: str
    source: str


@dataclass(frozen=True)
class SheetCode:
    """A file of the PyTorch cheat sheet: its name, title and source."""

    name: str
    title: str
    source: str


@dataclass(frozen=True)
class ReportInput:
    """All that the page shows; verdicts by claim, figures, tables and codes by study and name.

    Facts, verdicts and horizons are those that lead: this run's, or those of the reference, which the two sets name;
    `own_verdicts` are this run's. `ink` is the text color of the figures.
    """

    plan: Plan
    facts: Mapping[str, Fact]
    verdicts: Mapping[str, Verdict]
    horizons: Mapping[str, tuple[HorizonVerdict, ...]]
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
    own_verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    reference: Reference | None = None
    reference_facts: frozenset[str] = frozenset()
    reference_claims: frozenset[str] = frozenset()


def record_of(row: Mapping[str, str]) -> str:
    """Return the record that holds the run or the result of a table's row."""
    return row["tuning_record"] if row.get("role") == "tuning" and row.get("tuning_record") else row["record"]
