"""All that a report is made from, as values."""

from collections.abc import Mapping
from dataclasses import dataclass

from groundwork.planning.plan import Plan
from groundwork.report.content import Content
from groundwork.report.rule_graph import Rule


@dataclass(frozen=True)
class Fact:
    """One row of facts.csv; the value is NaN where the note says why it is missing."""

    name: str
    value: float
    unit: str
    n: int | None
    spread: float
    low: float
    high: float
    confidence: float
    records: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Verdict:
    """One row of verdicts.csv; numbers that do not apply are NaN, effect and intervals are factors for a ratio.

    `kind` is comparison, counted (no other seed could change it, so nothing was tested) or exact (decided by a check).
    `family` is the study whose claims were corrected together, `family_size` their number; a claim that was not tested
    has neither.
    """

    claim: str
    study: str
    sentence: str
    source: str
    kind: str
    protocol: str
    conditions: str
    metric: str
    unit: str
    effect_unit: str
    expect: str
    scale: str
    margin: float
    left: str
    right: str
    right_is_constant: bool
    n: int | None
    left_mean: float
    left_low: float
    left_high: float
    right_mean: float
    right_low: float
    right_high: float
    effect: float
    spread: float
    low: float
    high: float
    corrected_low: float
    corrected_high: float
    corrected_confidence: float
    p_value: float
    family: str
    family_size: int | None
    verdict: str
    seeds_needed: str
    left_out: int | None
    reason: str
    records: tuple[str, ...]


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
