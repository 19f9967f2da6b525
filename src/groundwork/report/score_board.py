"""The score board: each claim with its verdict, its effect, and all that the verdict rests on."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from groundwork.report import wording
from groundwork.report.effect_drawing import draw_effect
from groundwork.report.inputs import ReportInput, Verdict
from groundwork.report.numbers import interval, percent, quantity, words
from groundwork.report.references import claim_anchor, record_links, study_anchor

Detail = tuple[str, str | Markup]
SOURCES = {
    "textbook": "a sentence that textbooks repeat",
    "convention": "a common convention",
    "mathematics": "mathematics, checked in code",
}


@dataclass(frozen=True)
class ClaimView:
    """A claim as the score board shows it."""

    anchor: str
    sentence: str
    protocol: str
    conditions: str
    verdict: str
    css_class: str
    icon: str
    effect: str
    interval: str
    drawing: Markup
    reason: str
    seeds_needed: str
    details: tuple[Detail, ...]
    evidence_anchor: str


@dataclass(frozen=True)
class Group:
    """The claims that one study judges."""

    title: str
    claims: tuple[ClaimView, ...]


def score_board(site: ReportInput) -> tuple[Group, ...]:
    """Return the claims by study, in the order of claims.yaml."""
    titles = {text.study: text.title for text in site.content.studies}
    groups: dict[str, list[ClaimView]] = {}
    for verdict in site.verdicts.values():
        groups.setdefault(verdict.study, []).append(view_claim(verdict, site))
    return tuple(Group(titles.get(study, words(study)), tuple(claims)) for study, claims in groups.items())


def view_claim(verdict: Verdict, site: ReportInput) -> ClaimView:
    """Return what the score board shows of one claim; a claim that was not evaluated has no effect, only a reason."""
    params = site.plan.params
    confidence, decimals = params.statistics.confidence, params.report.decimals
    has_effect = not math.isnan(verdict.effect)
    return ClaimView(
        anchor=claim_anchor(verdict.claim),
        sentence=verdict.sentence,
        protocol=verdict.protocol,
        conditions=verdict.conditions,
        verdict=verdict.verdict,
        css_class=wording.css_class(verdict.verdict),
        icon=wording.ICONS[verdict.verdict],
        effect=wording.effect(verdict, decimals),
        interval=wording.effect_interval(verdict, confidence, decimals) if has_effect else "",
        drawing=draw_effect(verdict, decimals),
        reason="" if wording.is_exact(verdict) else verdict.reason,
        seeds_needed=wording.seeds_needed(verdict),
        details=tuple((label, text) for label, text in _details(verdict, confidence, decimals) if text),
        evidence_anchor=study_anchor(verdict.study) if verdict.study in site.plan.studies else "",
    )


def _details(verdict: Verdict, confidence: float, decimals: int) -> Iterable[Detail]:
    yield "Where the sentence comes from", SOURCES.get(verdict.source, verdict.source)
    if wording.is_exact(verdict):
        yield "Numbers that the check looked at", verdict.reason
    else:
        yield from _measured(verdict, confidence, decimals)
    yield "Records", record_links(verdict.records)


def _measured(verdict: Verdict, confidence: float, decimals: int) -> Iterable[Detail]:
    yield "Metric", words(verdict.metric)
    yield "Claimed", _claimed(verdict)
    if math.isnan(verdict.effect):
        return
    for name in ("left", "right"):
        yield f"{name.capitalize()}: {getattr(verdict, name)}", _side(verdict, name, confidence, decimals)
    between = "Left divided by right" if verdict.scale == "ratio" else "Left minus right"
    yield between, wording.effect(verdict, decimals)
    yield f"Plain {percent(confidence)} interval", _interval(verdict.low, verdict.high, verdict, decimals)
    if not math.isnan(verdict.corrected_confidence):
        corrected = _interval(verdict.corrected_low, verdict.corrected_high, verdict, decimals)
        label = f"Interval corrected for the number of claims (Holm, {percent(verdict.corrected_confidence)})"
        yield label, f"{corrected} (the verdict is by this one)"
        yield "p value, uncorrected", f"{verdict.p_value:.2g}"
    yield "Seeds compared", str(verdict.n)
    yield "Seeds left out", str(verdict.left_out) if verdict.left_out else ""
    yield "Seeds that would settle it", wording.seeds_needed(verdict)


def _claimed(verdict: Verdict) -> str:
    sides = {"less": "the left side is lower", "greater": "the left side is higher", "equal": "the two sides are equal"}
    meaning = "within" if verdict.expect == "equal" else "by at least"
    return f"{sides[verdict.expect]}, {meaning} {wording.margin(verdict)}"


def _side(verdict: Verdict, name: str, confidence: float, decimals: int) -> str:
    mean, low, high = (getattr(verdict, f"{name}_{each}") for each in ("mean", "low", "high"))
    found = interval(low, high, verdict.unit, decimals)
    suffix = f" ({percent(confidence)} interval {found})" if found else ""
    return quantity(mean, verdict.unit, decimals) + suffix


def _interval(low: float, high: float, verdict: Verdict, decimals: int) -> str:
    found = interval(low, high, verdict.effect_unit, decimals)
    return f"{found} {verdict.effect_unit}" if found else "none, as there are too few seeds"
