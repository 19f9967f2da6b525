"""What a verdict says, in words that are no stronger than it is."""

import math

from groundwork.core.formatting import DASH, NBSP, interval, is_open_below, percent, quantity, signed, words
from groundwork.report.inputs import Fact, Verdict

SUPPORTED = "supported"
CONTRADICTED = "contradicted"
NO_DIFFERENCE = "no meaningful difference"
INCONCLUSIVE = "inconclusive"
NOT_EVALUATED = "not evaluated"
ICONS = {SUPPORTED: "✓", CONTRADICTED: "✕", NO_DIFFERENCE: "≈", INCONCLUSIVE: "?", NOT_EVALUATED: DASH}
MEANINGS = {
    SUPPORTED: (
        "The interval lies wholly on the claimed side of no difference, and the estimate is at least the margin. "
        "Where equality is claimed: wholly inside the margin."
    ),
    CONTRADICTED: "The interval lies wholly on the other side. Where equality is claimed: wholly beyond the margin.",
    NO_DIFFERENCE: "The interval lies wholly inside the margin.",
    INCONCLUSIVE: "None of these: with so few seeds it may be either.",
    NOT_EVALUATED: "This run has nothing to judge it by.",
}
EXACT, COUNTED = "exact", "counted"
UNDONE = "not after the correction for its study's claims"
NOT_SAMPLED = "counted, not sampled"


def css_class(verdict: str) -> str:
    """Return the class that colors a verdict."""
    return verdict.replace(" ", "-")


def legend() -> list[tuple[str, str, str, str]]:
    """Return the icon of each verdict, the verdict, the class that colors it, and what it means."""
    return [(icon, verdict, css_class(verdict), MEANINGS[verdict]) for verdict, icon in ICONS.items()]


def is_exact(verdict: Verdict) -> bool:
    """Return whether an exact check decided the claim."""
    return verdict.kind == EXACT


def is_counted(verdict: Verdict) -> bool:
    """Return whether the claim compares counts that no other seed could change, so that nothing was tested."""
    return verdict.kind == COUNTED


def effect(verdict: Verdict, decimals: int) -> str:
    """Return the estimated effect with its sign and unit; empty where there is none."""
    return "" if math.isnan(verdict.effect) else signed(verdict.effect, verdict.effect_unit, decimals)


def effect_interval(verdict: Verdict, confidence: float, decimals: int) -> str:
    """Return the plain interval of the effect, or why there is none: a count, no spread, too few seeds."""
    if is_counted(verdict):
        return NOT_SAMPLED
    if verdict.low == verdict.high:
        return "the same with every seed"
    found = interval(verdict.low, verdict.high, verdict.effect_unit, decimals)
    return f"{percent(confidence)} interval {found}" if found else "no interval"


def evidence(verdict: Verdict, confidence: float, decimals: int) -> str:
    """Return a verdict with what it rests on, as in `supported: +1.2 points, 95 % interval 0.8 to 1.6, n = 5`."""
    if verdict.verdict == NOT_EVALUATED:
        return f"not evaluated in this run: {verdict.reason}"
    if is_exact(verdict):
        return f"{verdict.verdict} by an exact check"
    if not effect(verdict, decimals):
        return f"{verdict.verdict}: {verdict.reason or 'no effect could be measured'}"
    sides = "" if _speaks_for_itself(verdict) else f"{both_sides(verdict, decimals)}, "
    undone = f" ({UNDONE})" if is_undone_by_correction(verdict) else ""
    return f"{verdict.verdict}: {sides}{effect(verdict, decimals)}, {basis(verdict, confidence, decimals)}{undone}"


def _speaks_for_itself(verdict: Verdict) -> bool:
    """Return whether the effect is a number that the sentence speaks of: a difference with its unit, or a factor.

    Against a constant, or where equality is claimed, the measured sides are.
    """
    return not verdict.right_is_constant and verdict.expect != "equal" and bool(verdict.effect_unit)


def basis(verdict: Verdict, confidence: float, decimals: int) -> str:
    """Return what an effect rests on: its plain interval and n, as far as it has them; empty for an exact check."""
    if math.isnan(verdict.effect):
        return ""
    found = effect_interval(verdict, confidence, decimals)
    return found if is_counted(verdict) or verdict.n is None else f"{found}, n{NBSP}={NBSP}{verdict.n}"


def side(name: str) -> str:
    """Return a side of a claim in words, without the kind of thing that it is; a measurement's case says enough."""
    return words(name).removeprefix("name ").removeprefix("measurement ").rpartition(", case ")[2]


def metric(verdict: Verdict) -> str:
    """Return what a claim compares, in words and without its unit."""
    return words(verdict.metric.removesuffix("_percent").removesuffix("_points"))


def brief_evidence(verdict: Verdict, confidence: float, decimals: int) -> str:
    """Return what `evidence` says, without the reason why a claim was not evaluated: that stands on the score board."""
    is_missing = verdict.verdict == NOT_EVALUATED
    return "not evaluated in this run" if is_missing else evidence(verdict, confidence, decimals)


def is_undone_by_correction(verdict: Verdict) -> bool:
    """Return whether an inconclusive claim's plain interval lies on one side, and only the corrected one does not."""
    nothing = 1 if verdict.scale == "ratio" else 0
    excludes = verdict.low > nothing or verdict.high < nothing
    includes = verdict.corrected_low <= nothing <= verdict.corrected_high
    return verdict.verdict == INCONCLUSIVE and verdict.expect != "equal" and excludes and includes


def margin(verdict: Verdict) -> str:
    """Return the smallest difference that would matter, as the claim states it."""
    unit = "times" if verdict.scale == "ratio" else verdict.effect_unit
    return quantity(verdict.margin, "", 0) + (f" {unit}" if unit else "")


def seeds_needed(verdict: Verdict) -> str:
    """Return how many seeds would settle an inconclusive claim; empty where the question does not arise."""
    return f"about {verdict.seeds_needed}" if verdict.seeds_needed.isdigit() else verdict.seeds_needed


def fact_value(fact: Fact, decimals: int) -> str:
    """Return a fact's value with its unit, or why it is missing; with one open end the least or most it can be."""
    if math.isnan(fact.value):
        return f"not measured in this run: {fact.note}"
    return _bound(fact.low, fact.high, fact.unit) + quantity(fact.value, fact.unit, decimals)


def side_value(verdict: Verdict, side: str, decimals: int) -> str:
    """Return the mean of a side, `left` or `right`, with its unit; with one open end the least or most it can be."""
    mean, low, high = (getattr(verdict, f"{side}_{each}") for each in ("mean", "low", "high"))
    return _bound(low, high, verdict.unit) + quantity(mean, verdict.unit, decimals)


def both_sides(verdict: Verdict, decimals: int) -> str:
    """Return the means of both sides, as in `83.5 % against 83.3 %`; empty where there is no effect."""
    if math.isnan(verdict.effect):
        return ""
    return f"{side_value(verdict, 'left', decimals)} against {side_value(verdict, 'right', decimals)}"


def _bound(low: float, high: float, unit: str) -> str:
    open_below, open_above = is_open_below(low, unit), math.isinf(high)
    if open_below and open_above:
        return "about "
    return "at most " if open_below else "at least " if open_above else ""


def fact_basis(fact: Fact, decimals: int) -> str:
    """Return what a fact rests on: number of seeds and interval, as far as it has them."""
    parts = [f"n = {fact.n}"] if fact.n is not None else []
    found = interval(fact.low, fact.high, fact.unit, decimals)
    return ", ".join([*parts, *([f"{percent(fact.confidence)} interval {found}"] if found else [])])
