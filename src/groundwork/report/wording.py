"""Texts for verdicts and facts, no stronger than the evidence."""

import math
from collections.abc import Collection, Mapping

from groundwork.config.names import value_text
from groundwork.config.proper_names import label_text
from groundwork.core.findings import NOT_SAMPLED, Fact, Settings, Verdict, VerdictWord, Which
from groundwork.core.formatting import DASH, NBSP, interval, is_open_below, percent, quantity, signed, words

ICONS: Mapping[VerdictWord, str] = {
    VerdictWord.SUPPORTED: "✓",
    VerdictWord.WEAKER: "↓",
    VerdictWord.CONTRADICTED: "✕",
    VerdictWord.NO_MEANINGFUL_DIFFERENCE: "≈",
    VerdictWord.INCONCLUSIVE: "?",
    VerdictWord.NOT_EVALUATED: DASH,
}
MEANINGS: Mapping[VerdictWord, str] = {
    VerdictWord.SUPPORTED: (
        "The whole interval is on the claimed side, beyond the smallest effect that matters and the size that the "
        "sentence asserts. If equality is claimed: the whole interval is within the smallest effect that matters."
    ),
    VerdictWord.WEAKER: (
        "The whole interval is on the claimed side of no difference, below the size that the sentence asserts."
    ),
    VerdictWord.CONTRADICTED: (
        "The whole interval is on the other side, beyond the smallest effect that matters. "
        "If equality is claimed: it is entirely outside."
    ),
    VerdictWord.NO_MEANINGFUL_DIFFERENCE: "The whole interval is within the smallest effect that matters.",
    VerdictWord.INCONCLUSIVE: "None of these: with these seeds, several are possible.",
    VerdictWord.NOT_EVALUATED: "This run does not have the results to judge it.",
}
UNDONE = "not after the correction for its study's claims"


def css_class(verdict: str) -> str:
    """Return the CSS class of a verdict."""
    return verdict.replace(" ", "-")


def legend() -> list[tuple[str, str, str, str]]:
    """Return the icon, name, CSS class and meaning of each verdict."""
    return [(icon, verdict, css_class(verdict), MEANINGS[verdict]) for verdict, icon in ICONS.items()]


def effect(verdict: Verdict, decimals: int) -> str:
    """Return the estimated effect with sign and unit; empty if there is none."""
    return "" if math.isnan(verdict.effect) else signed(verdict.effect, verdict.effect_unit, decimals)


def effect_interval(verdict: Verdict, confidence: float, decimals: int) -> str:
    """Return the uncorrected interval of the effect, or why there is none: a count, no std, too few seeds."""
    if verdict.is_counted:
        return NOT_SAMPLED
    if verdict.low == verdict.high:
        return "the same for every seed"
    found = interval(verdict.low, verdict.high, verdict.effect_unit, decimals)
    return f"{percent(confidence)} interval {found}" if found else "no interval"


def evidence(verdict: Verdict, confidence: float, decimals: int) -> str:
    """Return a verdict with its evidence, as in `supported: +1.2 points, 95 % interval 0.8 to 1.6, n = 5`."""
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
    """Return whether the effect is clear without the sides: a difference with a unit, or a factor.

    Against a constant, or if equality is claimed, the sides are shown too.
    """
    return not verdict.right_is_constant and verdict.expect != "equal" and bool(verdict.effect_unit)


def basis(verdict: Verdict, confidence: float, decimals: int) -> str:
    """Return the evidence of an effect: its uncorrected interval and n, if any; empty for an exact check."""
    if math.isnan(verdict.effect):
        return ""
    found = effect_interval(verdict, confidence, decimals)
    return found if verdict.is_counted or verdict.n is None else f"{found}, n{NBSP}={NBSP}{verdict.n}"


def side(verdict: Verdict, which: Which) -> str:
    """Return a side of a claim as text: its settings, and how values were chosen."""
    if which == "right" and verdict.right_is_constant:
        return f"{verdict.right_settings['constant']:g} {verdict.unit}".strip()
    return _settings(*_of_side(verdict, which), without_name=("name",))


def side_in_brief(verdict: Verdict, which: Which) -> str:
    """Return a side of a claim as text without setting names; for a measurement, only its case and place."""
    settings, chosen = _of_side(verdict, which)
    if "case" in settings:
        settings = {key: value for key, value in settings.items() if key in ("case", "at")}
    return _settings(settings, chosen, without_name=("name", "measurement", "case"))


def _of_side(verdict: Verdict, which: Which) -> tuple[Settings, Mapping[str, str]]:
    if which == "left":
        return verdict.left_settings, verdict.left_chosen
    return verdict.right_settings, verdict.right_chosen


def _settings(settings: Settings, chosen: Mapping[str, str], without_name: Collection[str]) -> str:
    """Return settings as text; those in `without_name` without their name."""
    texts = []
    for key, value in settings.items():
        name = "" if key in without_name else f"{words(key)} "
        how = f" ({chosen[key]})" if key in chosen else ""
        texts.append(f"{name}{label_text(value_text(value))}{how}")
    return ", ".join(texts) or "the only variant"


def metric(verdict: Verdict) -> str:
    """Return the metric of a claim as text without its unit."""
    return words(verdict.metric.removesuffix("_percent").removesuffix("_points"))


def brief_evidence(verdict: Verdict, confidence: float, decimals: int) -> str:
    """Return `evidence` without the reason why a claim was not evaluated, which is on the score board."""
    return evidence(verdict, confidence, decimals) if verdict.is_evaluated else "not evaluated in this run"


def is_undone_by_correction(verdict: Verdict) -> bool:
    """Return whether the uncorrected interval of an inconclusive claim excludes zero and the corrected one does not."""
    nothing = 1 if verdict.scale == "ratio" else 0
    excludes = verdict.low > nothing or verdict.high < nothing
    includes = verdict.corrected_low <= nothing <= verdict.corrected_high
    return verdict.verdict == VerdictWord.INCONCLUSIVE and verdict.expect != "equal" and excludes and includes


def claimed_size(verdict: Verdict) -> str:
    """Return the size that the sentence asserts or, if it asserts none, the smallest effect that matters."""
    unit = "times" if verdict.scale == "ratio" else verdict.effect_unit
    size = verdict.matters if math.isnan(verdict.claimed) else verdict.claimed
    return quantity(size, "", 0) + (f" {unit}" if unit else "")


def same_verdict(verdict: Verdict) -> str:
    """Return the chance of the same verdict with other seeds; empty if nothing was tested."""
    if math.isnan(verdict.same_verdict_percent):
        return ""
    return f"{verdict.same_verdict_percent:.0f} % of repetitions with other seeds would give the same verdict"


def seeds_needed(verdict: Verdict) -> str:
    """Return how many seeds would settle an inconclusive claim; empty if that does not apply."""
    return f"about {verdict.seeds_needed}" if verdict.seeds_needed.isdigit() else verdict.seeds_needed


def fact_value(fact: Fact, decimals: int) -> str:
    """Return a fact's value with its unit, or why it is missing; with `at least` or `at most` for a bound."""
    if math.isnan(fact.value):
        return f"not measured in this run: {fact.note}"
    return _bound(fact.low, fact.high, fact.unit) + quantity(fact.value, fact.unit, decimals)


def side_value(verdict: Verdict, side: str, decimals: int) -> str:
    """Return the mean of a side, `left` or `right`, with its unit; with `at least` or `at most` for a bound."""
    mean, low, high = (getattr(verdict, f"{side}_{each}") for each in ("mean", "low", "high"))
    return _bound(low, high, verdict.unit) + quantity(mean, verdict.unit, decimals)


def both_sides(verdict: Verdict, decimals: int) -> str:
    """Return the means of both sides, as in `83.5 % against 83.3 %`; empty without an effect."""
    if math.isnan(verdict.effect):
        return ""
    return f"{side_value(verdict, 'left', decimals)} against {side_value(verdict, 'right', decimals)}"


def _bound(low: float, high: float, unit: str) -> str:
    open_below, open_above = is_open_below(low, unit), math.isinf(high)
    if open_below and open_above:
        return "about "
    return "at most " if open_below else "at least " if open_above else ""


def fact_basis(fact: Fact, decimals: int) -> str:
    """Return the evidence of a fact: number of seeds and interval, if any."""
    parts = [f"n = {fact.n}"] if fact.n is not None else []
    found = interval(fact.low, fact.high, fact.unit, decimals)
    return ", ".join([*parts, *([f"{percent(fact.confidence)} interval {found}"] if found else [])])
