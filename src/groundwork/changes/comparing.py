"""What differs between two states of a report."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from groundwork.changes.state import State
from groundwork.core.findings import Fact, Verdict

Each = TypeVar("Each")
# Facts are written with seven significant digits.
ROUNDING = 1e-6


@dataclass(frozen=True)
class NameDiff:
    """Names present in only one of the two states, sorted."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """The differences between two states as (before, after) pairs; facts are sorted by the size of their change.

    `params` maps names to values; None means absent or default. `facts` lists facts whose new value is outside the
    earlier interval or, without an interval, changed by more than rounding. `moved_within` counts facts that moved
    inside their interval, `remade` facts computed from other records, `judged` claims that both states evaluate.
    """

    params: tuple[tuple[str, str | None, str | None], ...]
    verdicts: tuple[tuple[Verdict, Verdict], ...]
    facts: tuple[tuple[Fact, Fact], ...]
    moved_within: int
    remade: int
    common_facts: int
    judged: int
    name_diffs: Mapping[str, NameDiff]

    @property
    def are_none(self) -> bool:
        """Whether the states are equal, ignoring which records the values come from."""
        turned = any(name_diff.added or name_diff.removed for name_diff in self.name_diffs.values())
        return not (self.params or self.verdicts or self.facts or self.moved_within or turned)


def compare(before: State, after: State) -> Changes:
    """Return the differences between two states; a study in only one of them counts once, not once per parameter."""
    studies = _name_diff(before.studies, after.studies)
    alone = tuple(f"studies.{study}." for study in (*studies.added, *studies.removed))
    facts, verdicts = _common(before.facts, after.facts), _common(before.verdicts, after.verdicts)
    moved = [pair for pair in facts if size_of_change(*pair) > ROUNDING]
    shown = [pair for pair in moved if _is_beyond_interval(*pair)]
    return Changes(
        params=tuple(each for each in _params(before.params, after.params) if not each[0].startswith(alone)),
        verdicts=tuple(pair for pair in verdicts if pair[0].verdict != pair[1].verdict),
        facts=tuple(sorted(shown, key=lambda pair: (-size_of_change(*pair), pair[0].name))),
        moved_within=len(moved) - len(shown),
        remade=sum(old.records != new.records for old, new in facts),
        common_facts=len(facts),
        judged=sum(map(are_judged, verdicts)),
        name_diffs={
            "studies": studies,
            "claims": _name_diff(before.verdicts, after.verdicts),
            "facts": _name_diff(before.facts, after.facts),
        },
    )


def size_of_change(before: Fact, after: Fact) -> float:
    """Return the relative change, as a fraction of the larger value; infinite if either value is not finite."""
    old, new = before.value, after.value
    if old == new or (math.isnan(old) and math.isnan(new)):
        return 0.0
    if not (math.isfinite(old) and math.isfinite(new)):
        return math.inf
    return abs(new - old) / max(abs(old), abs(new))


def are_judged(pair: tuple[Verdict, Verdict]) -> bool:
    """Return whether both states evaluated the claim."""
    return pair[0].is_evaluated and pair[1].is_evaluated


def _is_beyond_interval(before: Fact, after: Fact) -> bool:
    """Return whether the new value is outside the earlier interval; always true if there was no interval."""
    return not before.low <= after.value <= before.high


def _params(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str | None, str | None]]:
    names = sorted(before.keys() | after.keys())
    return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


def _common(before: Mapping[str, Each], after: Mapping[str, Each]) -> list[tuple[Each, Each]]:
    return [(old, after[name]) for name, old in before.items() if name in after]


def _name_diff(before: Collection[str], after: Collection[str]) -> NameDiff:
    old, new = set(before), set(after)
    return NameDiff(tuple(sorted(new - old)), tuple(sorted(old - new)))
