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
class Turnover:
    """The names that only one of two states has, in their order."""

    came: tuple[str, ...]
    went: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What differs: values as pairs of before and after, the facts that moved most first.

    `params` are by name, None where a state has no such parameter or the default; `facts` are those whose value left
    the earlier interval or, without one, changed by more than rounding; `stirred` counts those that moved within it,
    and `remade` those that rest on other records; `judged` counts the claims that both states judge.
    """

    params: tuple[tuple[str, str | None, str | None], ...]
    verdicts: tuple[tuple[Verdict, Verdict], ...]
    facts: tuple[tuple[Fact, Fact], ...]
    stirred: int
    remade: int
    common_facts: int
    judged: int
    turnovers: Mapping[str, Turnover]

    @property
    def are_none(self) -> bool:
        """Whether nothing differs but, perhaps, the records behind equal values."""
        turned = any(turnover.came or turnover.went for turnover in self.turnovers.values())
        return not (self.params or self.verdicts or self.facts or self.stirred or turned)


def compare(before: State, after: State) -> Changes:
    """Return what differs between two states; a study that only one of them has counts once, not for each parameter."""
    studies = _turnover(before.studies, after.studies)
    alone = tuple(f"studies.{study}." for study in (*studies.came, *studies.went))
    facts, verdicts = _common(before.facts, after.facts), _common(before.verdicts, after.verdicts)
    moved = [pair for pair in facts if size_of_change(*pair) > ROUNDING]
    shown = [pair for pair in moved if _is_beyond_interval(*pair)]
    return Changes(
        params=tuple(each for each in _params(before.params, after.params) if not each[0].startswith(alone)),
        verdicts=tuple(pair for pair in verdicts if pair[0].verdict != pair[1].verdict),
        facts=tuple(sorted(shown, key=lambda pair: (-size_of_change(*pair), pair[0].name))),
        stirred=len(moved) - len(shown),
        remade=sum(old.records != new.records for old, new in facts),
        common_facts=len(facts),
        judged=sum(map(are_judged, verdicts)),
        turnovers={
            "studies": studies,
            "claims": _turnover(before.verdicts, after.verdicts),
            "facts": _turnover(before.facts, after.facts),
        },
    )


def size_of_change(before: Fact, after: Fact) -> float:
    """Return how far a value moved, as a share of the larger one; infinite to or from what is no finite number."""
    old, new = before.value, after.value
    if old == new or (math.isnan(old) and math.isnan(new)):
        return 0.0
    if not (math.isfinite(old) and math.isfinite(new)):
        return math.inf
    return abs(new - old) / max(abs(old), abs(new))


def are_judged(pair: tuple[Verdict, Verdict]) -> bool:
    """Return whether a claim was evaluated before and after."""
    return pair[0].is_evaluated and pair[1].is_evaluated


def _is_beyond_interval(before: Fact, after: Fact) -> bool:
    """Return whether a value lies outside of the earlier interval, as every value does where there was none."""
    return not before.low <= after.value <= before.high


def _params(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str | None, str | None]]:
    names = sorted(before.keys() | after.keys())
    return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


def _common(before: Mapping[str, Each], after: Mapping[str, Each]) -> list[tuple[Each, Each]]:
    return [(old, after[name]) for name, old in before.items() if name in after]


def _turnover(before: Collection[str], after: Collection[str]) -> Turnover:
    old, new = set(before), set(after)
    return Turnover(tuple(sorted(new - old)), tuple(sorted(old - new)))
