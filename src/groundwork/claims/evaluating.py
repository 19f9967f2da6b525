"""Evaluates each claim at each of its horizons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from groundwork.claims.checking import CheckResult, find_check
from groundwork.claims.comparing import PairedComparison, compare
from groundwork.claims.deciding import Decision, decide
from groundwork.claims.horizons import horizons_of, tables_at
from groundwork.claims.schema import Claims, Comparison, ExactClaim
from groundwork.claims.sides import NotEvaluatedError, Tables


@dataclass(frozen=True)
class Judged:
    """A claim with the values of its sides and the decision."""

    compared: PairedComparison
    decision: Decision


@dataclass(frozen=True)
class Reading:
    """A claim at one horizon: what was judged, or why it was not evaluated; no horizon if it has none."""

    horizon: int | None
    found: Judged | NotEvaluatedError


Finding = tuple[Reading, ...] | CheckResult
"""What was found of a claim: at least one reading, the last one leading, or the result of an exact check."""
Compared = dict[int | None, PairedComparison | NotEvaluatedError]
"""What is compared at each horizon, in order, or why nothing can be."""


def judge_claims(
    claims: Claims, tables: Tables, fallbacks: Mapping[str, str], datasets: Mapping[str, str], confidence: float
) -> dict[str, Finding]:
    """Return what was found of each claim; decisions are corrected over the claims of a study at one horizon."""
    at = _TablesAt(tables)
    exact = {each.id: _check(each, tables) for each in claims.claims if isinstance(each, ExactClaim)}
    comparisons = [each for each in claims.claims if isinstance(each, Comparison)]
    compared = {each.id: _compared(each, at, fallbacks, datasets) for each in comparisons}
    return exact | _judged(compared, confidence)


class _TablesAt:
    """The tables as they are, and as if all runs had ended at a horizon, which are made once."""

    def __init__(self, tables: Tables) -> None:
        self.whole = tables
        self._made: dict[int, Tables] = {}

    def at(self, horizon: int) -> Tables:
        if horizon not in self._made:
            self._made[horizon] = {**self.whole, **tables_at(self.whole, horizon)}
        return self._made[horizon]


def _check(claim: ExactClaim, tables: Tables) -> Finding:
    try:
        return find_check(claim, tables)
    except NotEvaluatedError as reason:
        return (Reading(None, reason),)


def _compared(
    claim: Comparison, tables: _TablesAt, fallbacks: Mapping[str, str], datasets: Mapping[str, str]
) -> Compared:
    """Return what is compared at each horizon of a claim; a count has no horizon."""

    def compared(where: Tables) -> PairedComparison | NotEvaluatedError:
        try:
            return compare(claim, where, fallbacks, datasets)
        except NotEvaluatedError as reason:
            return reason

    try:
        horizons = horizons_of(claim, tables.whole)
    except NotEvaluatedError as reason:
        return {None: reason}
    if not horizons:
        return {None: compared(tables.whole)}
    at_end = claim.at == "end"
    found: Compared = {each: compared(tables.whole if at_end else tables.at(each)) for each in horizons}
    last = found[horizons[-1]]
    if isinstance(last, PairedComparison) and last.contrast.counted:
        return {None: last}
    return found if horizons[-1] >= claim.steps_needed else _too_short(claim, horizons)


def _too_short(claim: Comparison, horizons: Sequence[int]) -> Compared:
    """Return that the runs end before the claim may be judged."""
    end = f"its runs end after {horizons[-1]} steps, and it is judged from {claim.steps_needed} steps on"
    return dict.fromkeys(horizons, NotEvaluatedError(end))


def _judged(compared: Mapping[str, Compared], confidence: float) -> dict[str, Finding]:
    """Return the readings of each claim, with decisions corrected over the families."""
    families: dict[tuple[str, int | None], dict[str, PairedComparison]] = {}
    for name, by_horizon in compared.items():
        for horizon, found in by_horizon.items():
            if isinstance(found, PairedComparison):
                families.setdefault((found.claim.study, horizon), {})[name] = found
    judged = {
        (name, horizon): Judged(found, decision)
        for (_, horizon), family in families.items()
        for (name, found), decision in zip(family.items(), _decisions(family, confidence), strict=True)
    }
    return {
        name: tuple(
            Reading(horizon, found if isinstance(found, NotEvaluatedError) else judged[name, horizon])
            for horizon, found in by_horizon.items()
        )
        for name, by_horizon in compared.items()
    }


def _decisions(family: Mapping[str, PairedComparison], confidence: float) -> list[Decision]:
    return decide([each.contrast for each in family.values()], confidence)
