"""What a claim requires of its runs before it is judged: a precondition, and grids with the tuned rate inside."""

import math
from collections.abc import Mapping

import numpy as np

from groundwork.claims.resolving import resolve
from groundwork.claims.schema import Comparison, Precondition
from groundwork.claims.sides import NotEvaluatedError, Side, Tables, VariantSide
from groundwork.claims.values import values_of
from groundwork.core.findings import Which
from groundwork.core.formatting import number, quantity, words
from groundwork.core.metrics import unit_of

DECIMALS = 1


def precondition_of(claim: Comparison, tables: Tables, base_datasets: Mapping[str, str]) -> str:
    """Return a claim's precondition with the numbers found, empty without one.

    Raises NotEvaluatedError, with the same text, if it is not met.
    """
    condition = claim.precondition
    if condition is None:
        return ""
    means = {side: _mean(side, claim, condition, tables, base_datasets) for side in condition.sides}
    text = _text(condition, means)
    if not all(_is_met(condition, mean) for mean in means.values()):
        raise NotEvaluatedError(f"precondition not met: {text}", text)
    return text


def require_inner_rates(*sides: Side) -> None:
    """Raise NotEvaluatedError if a tuned learning rate is at the edge of its grid, as a better one may lie beyond."""
    for side in sides:
        if isinstance(side, VariantSide) and side.choice is not None and side.choice.at_edge:
            raise NotEvaluatedError(
                f"{side.name} side: the tuned learning rate {side.choice.learning_rate:g} is at the edge of its grid; "
                f"extend the grid of study '{side.study}' in params.yaml"
            )


def _mean(
    side: Which, claim: Comparison, condition: Precondition, tables: Tables, base_datasets: Mapping[str, str]
) -> float:
    found = values_of(condition.metric, resolve(side, claim, tables, base_datasets, condition.metric))
    known = [value for value in found.values.values() if math.isfinite(value)]
    return float(np.mean(known)) if known else math.nan


def _is_met(condition: Precondition, mean: float) -> bool:
    if condition.at_least is not None:
        return mean >= condition.at_least
    return condition.at_most is not None and mean <= condition.at_most


def _text(condition: Precondition, means: Mapping[Which, float]) -> str:
    """Return as in `train accuracy of the left side 61.2 %, at least 70 % needed`."""
    unit = unit_of(condition.metric)
    name = words(condition.metric.removesuffix("_percent").removesuffix("_points"))
    found = " and ".join(
        f"of the {side} side {'unknown' if math.isnan(mean) else quantity(mean, unit, DECIMALS)}"
        for side, mean in means.items()
    )
    how, bound = ("at least", condition.at_least) if condition.at_least is not None else ("at most", condition.at_most)
    return f"{name} {found}, {how} {number(bound or 0.0, '', DECIMALS)} {unit}".strip() + " needed"
