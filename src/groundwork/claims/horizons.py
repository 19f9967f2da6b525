"""After how many steps a claim is judged, the tables as if all runs had ended there, and the course of verdicts."""

from collections.abc import Mapping, Sequence
from functools import reduce

import pandas as pd

from groundwork.claims.resolving import ALL_RUNS, matching
from groundwork.claims.schema import Comparison
from groundwork.claims.selectors import STUDY, is_constant, is_measurement
from groundwork.claims.sides import NotEvaluatedError, Tables
from groundwork.core.findings import HorizonVerdict, VerdictWord
from groundwork.core.metrics import RUN_METRICS

TABLE, COLUMN, FITTED = "horizons", "horizon", 0
DECIDED = {VerdictWord.SUPPORTED, VerdictWord.CONTRADICTED, VerdictWord.WEAKER, VerdictWord.NO_MEANINGFUL_DIFFERENCE}


def tables_at(tables: Tables, horizon: int) -> dict[str, Mapping[str, pd.DataFrame]]:
    """Return the tables of the studies with runs read at a horizon, as if all runs had ended there.

    `runs` has the runs that were read there, and estimators, which take no steps; the runs at their ends are beside it.
    Whatever else was read later, or at another horizon, is left out.
    """
    return {study: _cut(found, horizon) for study, found in tables.items() if horizon in _all_horizons(found)}


def horizons_of(claim: Comparison, tables: Tables) -> list[int]:
    """Return the horizons that the runs of both sides have, in order; for sides at their ends, the shorter one's.

    None if a claim does not depend on horizons, as measurements, constants, estimators and counts do not, or if a side
    has no runs. Raises NotEvaluatedError if the sides have none in common.
    """
    of_sides = {name: _horizons(claim, name, tables) for name in claim.sides}
    known = {name: found for name, found in of_sides.items() if found is not None}
    if not known or not all(known.values()) or _is_counted(claim):
        return []
    if claim.at == "end":
        return [min(max(found) for found in known.values())]
    shared = reduce(set.intersection, known.values())
    if not shared:
        texts = "; ".join(f"{name} {', '.join(map(str, sorted(found)))}" for name, found in known.items())
        advice = "let both train for equally many steps, or set `at: end`"
        raise NotEvaluatedError(f"the runs of the sides are read after different steps: {texts}; {advice}")
    return sorted(shared)


def course_of(verdicts: Sequence[HorizonVerdict], moves: float) -> str:
    """Return what the verdicts on a claim at several horizons show together; empty for fewer than two.

    `moves` is the change of the effect between the last two horizons in units of what matters. An inconclusive verdict
    between others says nothing; one at the first or the last horizon says that it does not hold there.
    """
    judged = [each for each in verdicts if each.verdict != VerdictWord.NOT_EVALUATED]
    if len(judged) < 2:
        return ""
    inner = [each.verdict for each in judged[1:-1] if each.verdict in DECIDED]
    words = [judged[0].verdict, *inner, judged[-1].verdict]
    holds = [word == VerdictWord.SUPPORTED for word in words]
    if all(holds):
        course = "holds at every horizon"
    elif any(holds) and VerdictWord.CONTRADICTED in words:
        course = "reverses"
    elif any(holds):
        course = "only late" if holds[-1] else "only early"
    else:
        course = "at no horizon"
    return course + (", still moving" if moves > 1 else "")


def _cut(found: Mapping[str, pd.DataFrame], horizon: int) -> dict[str, pd.DataFrame]:
    cut = {ALL_RUNS: found["runs"]}
    for name, rows in found.items():
        if name == TABLE:
            cut["runs"] = rows[rows[COLUMN].isin([horizon, FITTED])].drop(columns=COLUMN)
        elif name != "runs":
            kept = rows[rows[COLUMN].isin([horizon, FITTED])] if COLUMN in rows else rows
            cut[name] = kept[kept["step"] <= horizon] if "step" in kept else kept
    return cut


def _all_horizons(found: Mapping[str, pd.DataFrame]) -> set[int]:
    return set(found[TABLE][COLUMN]) if TABLE in found else set()


def _horizons(claim: Comparison, name: str, tables: Tables) -> set[int] | None:
    """Return the horizons of a side's runs; None if it has no runs or these take no steps."""
    selector = claim.sides[name]
    found = tables.get(str(selector.get(STUDY, claim.study)), {})
    if is_constant(selector) or is_measurement(selector) or TABLE not in found:
        return None
    rows = matching(found[TABLE], selector, found["runs"])
    horizons = {int(each) for each in rows[COLUMN].unique()}
    return None if horizons == {FITTED} else horizons - {FITTED}


def _is_counted(claim: Comparison) -> bool:
    metrics = [claim.metric_of(name) for name, selector in claim.sides.items() if not is_constant(selector)]
    return all(metric in RUN_METRICS and RUN_METRICS[metric].counted for metric in metrics)
