"""Facts and verdicts: what judging writes to facts.csv, verdicts.csv and horizons.csv, for every page to read."""

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Literal, TypeVar

from groundwork.core.errors import UserError

Value = str | float | None
Settings = Mapping[str, Value]
Which = Literal["left", "right"]

FLOATS = "%.7g"  # all that 32-bit arithmetic has
NOT_SAMPLED = "counted, not sampled"
AGAIN = "delete the file and run again"


class VerdictWord(StrEnum):
    """What the facts say of a claim."""

    SUPPORTED = "supported"
    WEAKER = "weaker than claimed"
    CONTRADICTED = "contradicted"
    NO_MEANINGFUL_DIFFERENCE = "no meaningful difference"
    INCONCLUSIVE = "inconclusive"
    NOT_EVALUATED = "not evaluated"


class ClaimKind(StrEnum):
    """What decides a claim: a sample of seeds, a count that no other seed could change, or an exact check."""

    COMPARISON = "comparison"
    COUNTED = "counted"
    EXACT = "exact"


@dataclass(frozen=True)
class Fact:
    """One row of facts.csv; a value is finite, or NaN with a note that says why it is missing."""

    name: str
    value: float
    unit: str = ""
    n: int | None = None
    std: float = math.nan
    low: float = math.nan
    high: float = math.nan
    confidence: float = math.nan
    records: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One row of verdicts.csv; numbers that do not apply are NaN, effect and intervals are factors for a ratio.

    `conditions` are those that the claim itself states. Settings are by name: those that the runs of both sides share,
    and those that each side was selected by; `left_chosen` and `right_chosen` say of a side's setting how its value was
    chosen, where it was. `matters` is the smallest effect that matters, `claimed` the size that the sentence asserts,
    where it does. `horizon` is the number of steps that the verdict is for, none where nothing was trained for it;
    `course` says what the verdicts at all horizons show together. `same_verdict_percent` is the chance that other seeds
    give the same verdict; `direction_known` whether the corrected interval excludes no difference. `precondition` has
    the claim's precondition with the number found. `family` is the study whose claims were corrected together,
    `family_size` their number; a claim that was not tested has neither. `identity` is a digest of the claim and of what
    the reference's budget trains for it.
    """

    claim: str
    study: str
    sentence: str
    source: str
    kind: ClaimKind
    protocol: str
    conditions: str = ""
    shared_settings: Settings = field(default_factory=dict)
    metric: str = ""
    unit: str = ""
    effect_unit: str = ""
    expect: str = ""
    scale: str = ""
    matters: float = math.nan
    claimed: float = math.nan
    precondition: str = ""
    left_settings: Settings = field(default_factory=dict)
    left_chosen: Mapping[str, str] = field(default_factory=dict)
    right_settings: Settings = field(default_factory=dict)
    right_chosen: Mapping[str, str] = field(default_factory=dict)
    right_is_constant: bool = False
    n: int | None = None
    left_mean: float = math.nan
    left_low: float = math.nan
    left_high: float = math.nan
    right_mean: float = math.nan
    right_low: float = math.nan
    right_high: float = math.nan
    effect: float = math.nan
    std: float = math.nan
    low: float = math.nan
    high: float = math.nan
    corrected_low: float = math.nan
    corrected_high: float = math.nan
    corrected_confidence: float = math.nan
    p_value: float = math.nan
    family: str = ""
    family_size: int | None = None
    horizon: int | None = None
    course: str = ""
    verdict: VerdictWord
    same_verdict_percent: float = math.nan
    direction_known: bool = False
    seeds_needed: str = ""
    left_out: int | None = None
    reason: str = ""
    identity: str = ""
    records: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether an exact check decided the claim."""
        return self.kind == ClaimKind.EXACT

    @property
    def is_counted(self) -> bool:
        """Whether the claim compares counts that no other seed could change, so that nothing was tested."""
        return self.kind == ClaimKind.COUNTED

    @property
    def is_evaluated(self) -> bool:
        """Whether this run has what the claim is judged by."""
        return self.verdict != VerdictWord.NOT_EVALUATED


@dataclass(frozen=True, kw_only=True)
class HorizonVerdict:
    """One row of horizons.csv: the verdict on a claim after a number of steps; numbers as in `Verdict`."""

    claim: str
    horizon: int
    n: int | None = None
    effect: float = math.nan
    std: float = math.nan
    low: float = math.nan
    high: float = math.nan
    corrected_low: float = math.nan
    corrected_high: float = math.nan
    verdict: VerdictWord
    same_verdict_percent: float = math.nan
    reason: str = ""


Row = TypeVar("Row", Fact, Verdict, HorizonVerdict)


@dataclass(frozen=True)
class _Cell:
    """How a value of one type is written into a cell and read back; `noun` is what a text should be."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]
    noun: str


def _read_mapping(text: str) -> dict[str, Any]:
    found = json.loads(text) if text else {}
    if not isinstance(found, dict):
        raise ValueError(text)
    return found


def _write_mapping(values: Mapping[str, Value]) -> str:
    return json.dumps(values, ensure_ascii=False) if values else ""


_MAPPING = _Cell(_write_mapping, _read_mapping, "a JSON object")
_CELLS: dict[Any, _Cell] = {
    str: _Cell(str, str, "a text"),
    float: _Cell(
        lambda value: "" if math.isnan(value) else FLOATS % value,
        lambda text: float(text) if text else math.nan,
        "a number",
    ),
    bool: _Cell(str, lambda text: text == "True", "True or False"),
    int: _Cell(str, int, "a whole number"),
    int | None: _Cell(
        lambda value: "" if value is None else str(value),
        lambda text: int(float(text)) if text else None,
        "a number",
    ),
    tuple[str, ...]: _Cell(" ".join, lambda text: tuple(text.split()), "a list"),
    VerdictWord: _Cell(str, VerdictWord, "a verdict"),
    ClaimKind: _Cell(str, ClaimKind, "a kind of claim"),
    Settings: _MAPPING,
    Mapping[str, str]: _MAPPING,
}


def facts_to_csv(facts: Iterable[Fact]) -> str:
    """Return facts as the text of a CSV file; numbers have seven significant digits, what is missing is empty."""
    return _to_csv(facts, Fact)


def verdicts_to_csv(verdicts: Iterable[Verdict]) -> str:
    """Return verdicts as the text of a CSV file, written as facts are; settings are JSON objects."""
    return _to_csv(verdicts, Verdict)


def horizons_to_csv(verdicts: Iterable[HorizonVerdict]) -> str:
    """Return the verdicts at each horizon as the text of a CSV file, written as facts are."""
    return _to_csv(verdicts, HorizonVerdict)


def facts_from_csv(text: str, place: str) -> dict[str, Fact]:
    """Return the facts of a CSV text by name; UserError, beginning with the place, where it is damaged."""
    return {fact.name: fact for fact in _from_csv(text, place, Fact)}


def verdicts_from_csv(text: str, place: str) -> dict[str, Verdict]:
    """Return the verdicts of a CSV text by claim; UserError, beginning with the place, where it is damaged."""
    return {verdict.claim: verdict for verdict in _from_csv(text, place, Verdict)}


def horizons_from_csv(text: str, place: str) -> dict[str, tuple[HorizonVerdict, ...]]:
    """Return the verdicts of a CSV text by claim, shortest horizon first; UserError, as above, where it is damaged."""
    found: dict[str, list[HorizonVerdict]] = {}
    for row in sorted(_from_csv(text, place, HorizonVerdict), key=lambda row: row.horizon):
        found.setdefault(row.claim, []).append(row)
    return {claim: tuple(rows) for claim, rows in found.items()}


def _to_csv(rows: Iterable[Row], kind: type[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([each.name for each in fields(kind)])
    writer.writerows([_CELLS[each.type].write(getattr(row, each.name)) for each in fields(kind)] for row in rows)
    return text.getvalue()


def _from_csv(text: str, place: str, kind: type[Row]) -> list[Row]:
    reader = csv.DictReader(io.StringIO(text))
    rows, columns = list(reader), reader.fieldnames or ()
    missing = [each.name for each in fields(kind) if each.name not in columns]
    if missing:
        raise UserError(f"{place}: no column {missing[0]!r}; {AGAIN}")
    return [kind(**_values(row, kind, f"{place}: row {number}")) for number, row in enumerate(rows, start=1)]


def _values(row: Mapping[str, str], kind: type[Row], place: str) -> dict[str, Any]:
    if any(cell is None for cell in row.values()):  # how csv tells that a row ends too early
        raise UserError(f"{place}: the row is cut off; {AGAIN}")
    values = {}
    for each in fields(kind):
        cell, text = _CELLS[each.type], row[each.name]
        try:
            values[each.name] = cell.read(text)
        except (ValueError, OverflowError):
            raise UserError(f"{place}: {each.name}: {text!r} is not {cell.noun}; {AGAIN}") from None
    return values
