"""What a verdict says, in words that are no stronger than it is."""

import math
from collections.abc import Collection, Mapping

from groundwork.config.names import value_text
from groundwork.config.proper_names import label_text
from groundwork.core.findings import NOT_SAMPLED, Fact, Settings, Verdict, VerdictWord, Which
from groundwork.core.formatting import DASH, NBSP, interval, is_open_below, percent, quantity, signed, words

ICONS: Mapping[VerdictWord, str] = {
    VerdictWord.SUPPORTED: "✓",
    VerdictWord.CONTRADICTED: "✕",
    VerdictWord.NO_MEANINGFUL_DIFFERENCE: "≈",
    VerdictWord.INCONCLUSIVE: "?",
    VerdictWord.NOT_EVALUATED: DASH,
}
MEANINGS: Mapping[VerdictWord, str] = {
    VerdictWord.SUPPORTED: (
        "The interval lies wholly on the claimed side of no difference, and the estimate is at least the margin. "
        "Where equality is claimed: wholly inside the margin."
    ),
    VerdictWord.CONTRADICTED: (
        "The interval lies wholly on the other side. Where equality is claimed: wholly beyond the margin."
    ),
    VerdictWord.NO_MEANINGFUL_DIFFERENCE: "The interval lies wholly inside the margin.",
    VerdictWord.INCONCLUSIVE: "None of these: with so few seeds it may be either.",
    VerdictWord.NOT_EVALUATED: "This run has nothing to judge it by.",
}
UNDONE = "not after the correction for its study's claims"


def css_class(verdict: str) -> str:
    """Return the class that colors a verdict."""
    return verdict.replace(" ", "-")


def legend() -> list[tuple[str, str, str, str]]:
    """Return the icon of each verdict, the verdict, the class that colors it, and what it means."""
    return [(icon, verdict, css_class(verdict), MEANINGS[verdict]) for verdict, icon in ICONS.items()]


def effect(verdict: Verdict, decimals: int) -> str:
    """Return the estimated effect with its sign and unit; empty where there is none."""
    return "" if math.isnan(verdict.effect) else signed(verdict.effect, verdict.effect_unit, decimals)


def effect_interval(verdict: Verdict, confidence: float, decimals: int) -> str:
    """Return the plain interval of the effect, or why there is none: a count, no std, too few seeds."""
    if verdict.is_counted:
        return NOT_SAMPLED
    if verdict.low == verdict.high:
        return "the same with every seed"
    found = interval(verdict.low, verdict.high, verdict.effect_unit, decimals)
    return f"{percent(confidence)} interval {found}" if found else "no interval"


def evidence(verdict: Verdict, confidence: float, decimals: int) -> str:
    """Return a verdict with what it rests on, as in `supported: +1.2 points, 95 % interval 0.8 to 1.6, n = 5`."""
    if not verdict.is_evaluated:
        return f"not evaluated in this run: {verdict.reason}"
    if verdict.is_exact:
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
    return found if verdict.is_counted or verdict.n is None else f"{found}, n{NBSP}={NBSP}{verdict.n}"


def side(verdict: Verdict, which: Which) -> str:
    """Return a side of a claim in words: its settings, each with how its value was chosen, where it was."""
    if which == "right" and verdict.right_is_constant:
        return f"{verdict.right_settings['constant']:g} {verdict.unit}".strip()
    return _settings(*_of_side(verdict, which), unsaid=("name",))


def side_in_brief(verdict: Verdict, which: Which) -> str:
    """Return a side of a claim in words, without the kind of thing that it is; a measurement's case says enough."""
    settings, chosen = _of_side(verdict, which)
    if "case" in settings:
        settings = {key: value for key, value in settings.items() if key in ("case", "at")}
    return _settings(settings, chosen, unsaid=("name", "measurement", "case"))


def _of_side(verdict: Verdict, which: Which) -> tuple[Settings, Mapping[str, str]]:
    if which == "left":
        return verdict.left_settings, verdict.left_chosen
    return verdict.right_settings, verdict.right_chosen


def _settings(settings: Settings, chosen: Mapping[str, str], unsaid: Collection[str]) -> str:
    """Return settings in words; of those that are unsaid the value alone."""
    texts = []
    for key, value in settings.items():
        name = "" if key in unsaid else f"{words(key)} "
        how = f" ({chosen[key]})" if key in chosen else ""
        texts.append(f"{name}{label_text(value_text(value))}{how}")
    return ", ".join(texts) or "the only variant"


def metric(verdict: Verdict) -> str:
    """Return what a claim compares, in words and without its unit."""
    return words(verdict.metric.removesuffix("_percent").removesuffix("_points"))


def brief_evidence(verdict: Verdict, confidence: float, decimals: int) -> str:
    """Return what `evidence` says, without the reason why a claim was not evaluated: that stands on the score board."""
    return evidence(verdict, confidence, decimals) if verdict.is_evaluated else "not evaluated in this run"


def is_undone_by_correction(verdict: Verdict) -> bool:
    """Return whether an inconclusive claim's plain interval lies on one side, and only the corrected one does not."""
    nothing = 1 if verdict.scale == "ratio" else 0
    excludes = verdict.low > nothing or verdict.high < nothing
    includes = verdict.corrected_low <= nothing <= verdict.corrected_high
    return verdict.verdict == VerdictWord.INCONCLUSIVE and verdict.expect != "equal" and excludes and includes


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
