"""The facts of a claim: its two sides, its effect, and the learning rates that tuning chose for it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from groundwork.claims.comparing import Compared
from groundwork.claims.deciding import Decision
from groundwork.claims.facts import missing, of_interval
from groundwork.claims.schema import Comparison, ExactClaim
from groundwork.claims.selectors import RATE, TUNED
from groundwork.claims.sides import ConstantSide, Side
from groundwork.core.findings import Fact, Which
from groundwork.core.metrics import effect_unit, unit_of
from groundwork.core.statistics import Interval, mean_interval

EXACT = "an exact check compares no two sides"


def evaluated(compared: Compared, decision: Decision, confidence: float) -> Iterator[Fact]:
    """Yield the facts of a claim whose sides were compared; intervals are the plain ones."""
    prefix = f"claim.{compared.claim.id}"
    sides: dict[Which, Side] = {"left": compared.left, "right": compared.right}
    for which, side in sides.items():
        name, unit = f"{prefix}.{which}", compared.unit
        if isinstance(side, ConstantSide):
            yield Fact(name, side.value, unit)
        else:
            yield of_interval(name, unit, side_interval(compared, which, confidence), confidence, side.records)
        if side.choice is not None:
            yield Fact(f"{name}_learning_rate", side.choice.learning_rate, records=(side.choice.record,))
    effect = effect_interval(compared, decision)
    yield of_interval(f"{prefix}.effect", compared.effect_unit, effect, confidence, compared.records)


def not_evaluated(claim: Comparison | ExactClaim, reason: str) -> Iterator[Fact]:
    """Yield the same names without values, and the reason why."""
    sides = claim.sides if isinstance(claim, Comparison) else {}
    unit = unit_of(claim.metric) if isinstance(claim, Comparison) else ""
    units = (unit, effect_unit(unit, claim.scale) if isinstance(claim, Comparison) else "")
    for name in ("left", "right", "effect"):
        yield missing(f"claim.{claim.id}.{name}", units[name == "effect"], reason)
    for name, selector in sides.items():
        if selector.get(RATE) == TUNED:
            yield missing(f"claim.{claim.id}.{name}_learning_rate", "", reason)


def side_interval(compared: Compared, which: Which, confidence: float) -> Interval:
    """Return a side's mean and interval, without an upper end where a value is only the least that it can be."""
    values, bounds = compared.pairs.of_side(which)
    found = mean_on_scale(values, compared.claim.scale, confidence)
    return replace(found, high=math.inf) if bounds else found


def mean_on_scale(values: Sequence[float], scale: str, confidence: float) -> Interval:
    """Return mean and interval; geometric for a ratio, so that the quotient of two such means is the mean quotient."""
    if scale == "difference":
        return mean_interval(values, confidence)
    return on_scale(mean_interval([math.log(value) for value in values], confidence), scale)


def effect_interval(compared: Compared, decision: Decision) -> Interval:
    """Return the effect with its plain interval, as a factor where the scale is a ratio."""
    n = len(compared.pairs.seeds)
    found = Interval(n, decision.estimate, decision.std, decision.low, decision.high)
    return on_scale(found, compared.claim.scale)


def on_scale(found: Interval, scale: str) -> Interval:
    """Return the interval of logarithms as factors (the std too) if the scale is a ratio, else unchanged."""
    if scale == "difference":
        return found
    return Interval(found.n, *(_factor(each) for each in (found.mean, found.std, found.low, found.high)))


def _factor(logarithm: float) -> float:
    try:
        return math.exp(logarithm)
    except OverflowError:
        return math.inf
