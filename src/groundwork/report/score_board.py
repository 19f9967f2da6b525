"""The score board: each claim with its verdict, its effect, and the details."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from groundwork.core.findings import Verdict
from groundwork.core.formatting import count, interval, percent, significant
from groundwork.report import wording
from groundwork.report.conditions import conditions, shared_by_all
from groundwork.report.course_drawing import draw_course
from groundwork.report.effect_drawing import draw_effect
from groundwork.report.inputs import ReportInput
from groundwork.report.lead import REFERENCE_RUN, kept_verdict
from groundwork.report.references import claim_anchor, claims_anchor, record_links, study_anchor, study_title
from groundwork.report.scope import scope_of_verdict, scope_text
from groundwork.report.tallies import Tally, tally

Detail = tuple[str, str | Markup]
SOURCES = {
    "textbook": "a common textbook sentence",
    "convention": "a common convention",
    "mathematics": "mathematics, checked by code",
}


@dataclass(frozen=True)
class OtherVerdict:
    """The verdict that does not lead: the reference's beside this run's, or this run's beside the reference's."""

    label: str
    css_class: str
    icon: str
    text: str


@dataclass(frozen=True)
class ClaimView:
    """A claim as shown on the score board; `source` is where the verdict is from, `scope` the data and steps."""

    anchor: str
    sentence: str
    protocol: str
    conditions: str
    verdict: str
    css_class: str
    icon: str
    effect: str
    metric: str
    basis: str
    drawing: Markup
    scope: str
    course: str
    course_drawing: Markup
    same_verdict: str
    source: str
    other: OtherVerdict | None
    reason: str
    seeds_needed: str
    details: tuple[Detail, ...]


@dataclass(frozen=True)
class Group:
    """The claims of one study: counts by verdict, shared settings, and the claims."""

    anchor: str
    study: str
    title: str
    tallies: tuple[Tally, ...]
    settings: str
    claims: tuple[ClaimView, ...]
    study_anchor: str


def score_board(site: ReportInput) -> tuple[Group, ...]:
    """Return the claims by study: studies in the order of params.yaml, claims in the order of claims.yaml."""
    groups: dict[str, list[Verdict]] = {study: [] for study in site.plan.studies}
    for verdict in site.verdicts.values():
        groups.setdefault(verdict.study, []).append(verdict)
    return tuple(_group(study, verdicts, site) for study, verdicts in groups.items() if verdicts)


def _group(study: str, verdicts: Sequence[Verdict], site: ReportInput) -> Group:
    shared = shared_by_all(verdicts)
    return Group(
        anchor=claims_anchor(study),
        study=study,
        title=study_title(study, site),
        tallies=tally(verdicts),
        settings=", ".join(shared.values()),
        claims=tuple(view_claim(verdict, site, shared) for verdict in verdicts),
        study_anchor=study_anchor(study) if study in site.plan.studies else "",
    )


def view_claim(verdict: Verdict, site: ReportInput, shared: Mapping[str, str] | None = None) -> ClaimView:
    """Return one claim for the score board, without the settings that its group shows.

    A claim that was not evaluated has a reason instead of an effect.
    """
    params = site.plan.params
    confidence, decimals = params.statistics.confidence, params.report.decimals
    return ClaimView(
        anchor=claim_anchor(verdict.claim),
        sentence=verdict.sentence,
        protocol=verdict.protocol,
        conditions=conditions(verdict, shared or {}),
        verdict=verdict.verdict,
        css_class=wording.css_class(verdict.verdict),
        icon=wording.ICONS[verdict.verdict],
        effect=wording.effect(verdict, decimals),
        metric=wording.metric(verdict),
        basis=wording.basis(verdict, confidence, decimals),
        drawing=draw_effect(verdict, decimals),
        scope=scope_text([replace(scope_of_verdict(verdict), seeds=None)]),  # shown beside it
        course=verdict.course,
        course_drawing=draw_course(verdict, site.horizons.get(verdict.claim, ()), decimals),
        same_verdict=wording.same_verdict(verdict),
        source=REFERENCE_RUN.capitalize() if verdict.claim in site.reference_claims else "",
        other=_other(verdict, site, confidence, decimals),
        reason="" if verdict.is_exact or verdict.is_counted else verdict.reason,
        seeds_needed=wording.seeds_needed(verdict),
        details=tuple((label, text) for label, text in _details(verdict, site) if text),
    )


def _other(verdict: Verdict, site: ReportInput, confidence: float, decimals: int) -> OtherVerdict | None:
    """Return the verdict that does not lead; None for an exact check, or if there is no other."""
    if verdict.claim in site.reference_claims:
        own = site.own_verdicts[verdict.claim]
        return OtherVerdict("This run", wording.css_class(own.verdict), wording.ICONS[own.verdict], own.reason)
    kept = kept_verdict(site.reference, verdict)
    if kept is None or kept.is_exact or not verdict.is_evaluated:
        return None
    text = wording.evidence(kept, confidence, decimals) + (f", after {kept.horizon:,} steps" if kept.horizon else "")
    return OtherVerdict(REFERENCE_RUN.capitalize(), wording.css_class(kept.verdict), wording.ICONS[kept.verdict], text)


def _details(verdict: Verdict, site: ReportInput) -> Iterable[Detail]:
    yield "Source of the sentence", SOURCES.get(verdict.source, verdict.source)
    if verdict.is_exact:
        yield "Quantities of the check", verdict.reason
    else:
        params = site.plan.params
        yield from _measured(verdict, params.statistics.confidence, params.report.decimals)
    is_here = verdict.claim not in site.reference_claims  # the reference's records are not on this page
    yield "Records", record_links(verdict.records) if is_here else ""


def _measured(verdict: Verdict, confidence: float, decimals: int) -> Iterable[Detail]:
    yield "Metric", wording.metric(verdict)
    yield "Claimed", _claimed(verdict)
    if math.isnan(verdict.effect):
        return
    for name in ("left", "right"):
        yield f"{name.capitalize()}: {wording.side(verdict, name)}", _side(verdict, name, confidence, decimals)
    between = "Left divided by right" if verdict.scale == "ratio" else "Left minus right"
    yield between, wording.effect(verdict, decimals)
    if verdict.is_counted:
        yield "Method", f"{verdict.reason}; there is no interval, and no test"
        return
    yield f"Plain {percent(confidence)} interval", _interval(verdict.low, verdict.high, verdict, decimals)
    if not math.isnan(verdict.corrected_confidence):
        corrected = _interval(verdict.corrected_low, verdict.corrected_high, verdict, decimals)
        together = f"{count(verdict.family_size or 1, 'claim')} of its study"
        label = f"Interval corrected for {together} ({percent(verdict.corrected_confidence)})"
        yield label, f"{corrected} (used for the verdict)"
        yield "p value of an effect that matters, uncorrected", significant(verdict.p_value, 2)
    yield "Seeds compared", str(verdict.n)
    yield "Seeds left out", str(verdict.left_out) if verdict.left_out else ""
    yield "Seeds needed to settle it", wording.seeds_needed(verdict)


def _claimed(verdict: Verdict) -> str:
    sides = {"less": "the left side is lower", "greater": "the left side is higher", "equal": "the two sides are equal"}
    meaning = "within" if verdict.expect == "equal" else "by more than"
    return f"{sides[verdict.expect]}, {meaning} {wording.claimed_size(verdict)}"


def _side(verdict: Verdict, name: str, confidence: float, decimals: int) -> str:
    low, high = (getattr(verdict, f"{name}_{each}") for each in ("low", "high"))
    value = wording.side_value(verdict, name, decimals)
    if low == high:
        return f"{value} with every seed"
    if name == "right" and verdict.right_is_constant:
        return f"{value}, a constant"
    found = interval(low, high, verdict.unit, decimals)
    return value + (f" ({percent(confidence)} interval {found})" if found else "")


def _interval(low: float, high: float, verdict: Verdict, decimals: int) -> str:
    if low == high:
        return "none, because every seed gave the same value"
    found = interval(low, high, verdict.effect_unit, decimals)
    return f"{found} {verdict.effect_unit}" if found else "none, because there are too few seeds"
