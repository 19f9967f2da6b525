"""The facts of a claim: its two sides, its effect, and its tuned learning rates."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from groundwork.claims.checking import CheckResult
from groundwork.claims.comparing import PairedComparison
from groundwork.claims.deciding import Decision
from groundwork.claims.evaluating import Finding, Judged, Reading
from groundwork.claims.facts import fact_from_interval, missing_fact
from groundwork.claims.schema import Comparison, ExactClaim
from groundwork.claims.selectors import RATE, TUNED
from groundwork.claims.sides import ConstantSide, NotEvaluatedError, Side
from groundwork.core.findings import Fact, Which
from groundwork.core.metrics import effect_unit, unit_of
from groundwork.core.statistics import Interval, mean_interval

EXACT = "an exact check has no two sides"


def of_claim(
    claim: Comparison | ExactClaim, found: Finding, horizons: Iterable[int], confidence: float
) -> Iterator[Fact]:
    """Yield the facts of a claim at its last horizon, and those of its sides and effect at each preset horizon.

    Intervals are not corrected for multiple comparisons. What was not evaluated has the same facts without values.
    """
    prefix = f"claim.{claim.id}"
    if isinstance(found, CheckResult):
        yield from _missing(prefix, claim, EXACT)
        return
    yield from _of_reading(prefix, claim, found[-1], confidence)
    if isinstance(claim, Comparison) and claim.selects_runs and claim.at == "horizon":
        by_horizon = {each.horizon: each for each in found}
        for steps in horizons:
            reading = by_horizon.get(steps, Reading(steps, NotEvaluatedError(f"not compared after {steps} steps")))
            facts = _of_reading(f"{prefix}.at_{steps}", claim, reading, confidence)
            yield from (each for each in facts if not each.name.endswith("_learning_rate"))


def _of_reading(prefix: str, claim: Comparison | ExactClaim, reading: Reading, confidence: float) -> Iterator[Fact]:
    if isinstance(reading.found, Judged):
        return _evaluated(prefix, reading.found.compared, reading.found.decision, confidence)
    return _missing(prefix, claim, str(reading.found))


def _evaluated(prefix: str, compared: PairedComparison, decision: Decision, confidence: float) -> Iterator[Fact]:
    sides: dict[Which, Side] = {"left": compared.left, "right": compared.right}
    for which, side in sides.items():
        name, unit = f"{prefix}.{which}", compared.unit
        if isinstance(side, ConstantSide):
            yield Fact(name, side.value, unit)
        else:
            yield fact_from_interval(name, unit, side_interval(compared, which, confidence), confidence, side.records)
        if side.choice is not None:
            yield Fact(f"{name}_learning_rate", side.choice.learning_rate, records=side.choice.records)
    effect = effect_interval(compared, decision)
    yield fact_from_interval(f"{prefix}.effect", compared.effect_unit, effect, confidence, compared.records)


def _missing(prefix: str, claim: Comparison | ExactClaim, reason: str) -> Iterator[Fact]:
    sides = claim.sides if isinstance(claim, Comparison) else {}
    unit = unit_of(claim.metric) if isinstance(claim, Comparison) else ""
    units = (unit, effect_unit(unit, claim.scale) if isinstance(claim, Comparison) else "")
    for name in ("left", "right", "effect"):
        yield missing_fact(f"{prefix}.{name}", units[name == "effect"], reason)
    for name, selector in sides.items():
        if selector.get(RATE) == TUNED:
            yield missing_fact(f"{prefix}.{name}_learning_rate", "", reason)


def side_interval(compared: PairedComparison, which: Which, confidence: float) -> Interval:
    """Return a side's mean and interval; the interval has no upper end if a value is a lower bound."""
    values, bounds = compared.pairs.side(which)
    found = mean_on_scale(values, compared.claim.scale, confidence)
    return replace(found, high=math.inf) if bounds else found


def mean_on_scale(values: Sequence[float], scale: str, confidence: float) -> Interval:
    """Return mean and interval; geometric for a ratio, so that the ratio of two means is the mean ratio."""
    if scale == "difference":
        return mean_interval(values, confidence)
    return on_scale(mean_interval([math.log(value) for value in values], confidence), scale)


def effect_interval(compared: PairedComparison, decision: Decision) -> Interval:
    """Return the effect with its uncorrected interval, as a factor if the scale is a ratio."""
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
