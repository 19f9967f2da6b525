"""Claims to predict before one looks: what is compared, five ranges of the effect, and the one that it is in."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from groundwork.core.findings import Verdict, VerdictWord
from groundwork.core.formatting import quantity
from groundwork.report import wording
from groundwork.report.effect_drawing import as_plotted
from groundwork.report.inputs import ReportInput
from groundwork.report.question_entry import Question
from groundwork.report.question_topics import TopicView
from groundwork.report.references import claim_anchor
from groundwork.report.scope import scope_of_verdict, scope_text

LARGE = 4  # times the smallest effect that matters, in logarithms for a ratio
KNOWN = (
    VerdictWord.SUPPORTED,
    VerdictWord.WEAKER,
    VerdictWord.CONTRADICTED,
    VerdictWord.NO_MEANINGFUL_DIFFERENCE,
)


@dataclass(frozen=True)
class PredictionView:
    """A claim to predict: `options` are ranges of the effect from lowest to highest, and `outcome` counts from 1.

    `topic` and `level` are those of the first question that cites the claim, or empty and 1.
    """

    id: str
    anchor: str
    topic: str
    level: int
    sentence: str
    conditions: str
    compared: str
    options: tuple[str, ...]
    outcome: int
    verdict: str
    css_class: str
    icon: str
    found: str


def view_predictions(site: ReportInput, topics: Sequence[TopicView]) -> tuple[PredictionView, ...]:
    """Return the claims whose effect was measured and is known, in the order of claims.yaml."""
    return tuple(_view(verdict, site, topics) for verdict in site.verdicts.values() if is_predictable(verdict))


def is_predictable(verdict: Verdict) -> bool:
    """Return whether a claim has a known effect, and an effect that would be too small to matter."""
    effect, matters = (as_plotted(each, verdict.scale == "ratio") for each in (verdict.effect, verdict.matters))
    return not verdict.is_exact and verdict.verdict in KNOWN and math.isfinite(effect) and matters > 0


def outcome(verdict: Verdict) -> int:
    """Return the range of the effect: 1 far lower, 2 lower, 3 no difference that matters, 4 higher, 5 far higher."""
    is_ratio = verdict.scale == "ratio"
    size = as_plotted(verdict.effect, is_ratio) / as_plotted(verdict.matters, is_ratio)
    return 3 + int(math.copysign((abs(size) > 1) + (abs(size) > LARGE), size))


def options(verdict: Verdict) -> tuple[str, ...]:
    """Return the five ranges in words."""
    is_ratio = verdict.scale == "ratio"
    unit = "" if is_ratio else verdict.effect_unit
    small = quantity(verdict.matters, "", 0)
    large = quantity(verdict.matters**LARGE if is_ratio else LARGE * verdict.matters, unit, 0)
    factor = "a factor of " if is_ratio else ""
    return (
        f"Lower by more than {factor}{large}",
        f"Lower by {factor}{small} to {large}",
        f"Within {factor}{small} {unit}".rstrip(),
        f"Higher by {factor}{small} to {large}",
        f"Higher by more than {factor}{large}",
    )


def _view(verdict: Verdict, site: ReportInput, topics: Sequence[TopicView]) -> PredictionView:
    topic, level = _asked_in(verdict.claim, site, topics)
    decimals = site.plan.params.report.decimals
    return PredictionView(
        id=verdict.claim,
        anchor=claim_anchor(verdict.claim),
        topic=topic,
        level=level,
        sentence=verdict.sentence,
        conditions=_conditions(verdict),
        compared=_compared(verdict),
        options=options(verdict),
        outcome=outcome(verdict),
        verdict=verdict.verdict,
        css_class=wording.css_class(verdict.verdict),
        icon=wording.ICONS[verdict.verdict],
        found=f"{wording.both_sides(verdict, decimals)}: {wording.effect(verdict, decimals)}",
    )


def _conditions(verdict: Verdict) -> str:
    """Return the protocol, the data and steps, and the claim's own conditions."""
    scope = scope_text([replace(scope_of_verdict(verdict), seeds=None)])
    text = "; ".join(filter(None, [verdict.protocol, scope, verdict.conditions]))
    return text[:1].upper() + text[1:]


def _compared(verdict: Verdict) -> str:
    """Return the question that the options answer."""
    left, right = (wording.side(verdict, which) for which in ("left", "right"))
    return f"{wording.metric(verdict).capitalize()}: how much lower or higher is {left} than {right}?"


def _asked_in(claim: str, site: ReportInput, topics: Sequence[TopicView]) -> tuple[str, int]:
    cites = {question.id for question in site.content.questions if claim in _cited_by(question)}
    found = (
        (topic.name, question.difficulty) for topic in topics for question in topic.questions if question.id in cites
    )
    return next(found, ("", 1))


def _cited_by(question: Question) -> set[str]:
    return {question.pushed_claim, *question.evidence.claims, *(claim for claim, _ in question.leanings)}
