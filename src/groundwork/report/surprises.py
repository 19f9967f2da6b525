"""Selects the most telling sentences of each kind, and the three most surprising results, by rule."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from groundwork.core.findings import Verdict, VerdictWord
from groundwork.report import wording
from groundwork.report.conditions import main_conditions
from groundwork.report.effect_drawing import as_plotted, draw_effect
from groundwork.report.inputs import ReportInput
from groundwork.report.references import claim_anchor, study_anchor, study_title

MAX_SENTENCES = 3
DEPENDS = "depends"
TEXTBOOK = "textbook"
RULE = (
    "Picked automatically: textbook claims contradicted under every protocol we ran, largest effect first (relative to "
    "the smallest that matters), one per study where possible. If there are fewer than three, claims with no "
    "meaningful difference follow, smallest effect first."
)
BLOCK_RULE = (
    "Findings that are not shown above, by verdict: textbook claims first, one per study where possible, largest "
    "effect first (relative to the smallest that matters), or smallest first if no difference matters."
)

Sentences = Mapping[str, Sequence[Verdict]]


@dataclass(frozen=True)
class Surprise:
    """A surprising result: the sentence, both sides, and the verdict."""

    anchor: str
    sentence: str
    verdict: str
    css_class: str
    icon: str
    metric: str
    sides: tuple[tuple[str, str], ...]
    effect: str
    basis: str
    drawing: Markup
    protocol: str
    conditions: str
    study_anchor: str
    study_title: str


def by_sentence(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    """Return the verdicts by sentence; a sentence with several protocols has several."""
    sentences: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        sentences.setdefault(verdict.sentence, []).append(verdict)
    return sentences


def kind_of(verdicts: Sequence[Verdict]) -> str:
    """Return the verdict on a sentence over all its protocols; empty if none could be evaluated."""
    found = {each.verdict for each in verdicts if each.is_evaluated}
    return DEPENDS if len(found) > 1 else next(iter(found), "")


def strength(verdict: Verdict) -> float:
    """Return the effect in units of the smallest that matters, in logarithms for a ratio; 0 without either."""
    is_ratio = verdict.scale == "ratio"
    size, matters = abs(as_plotted(verdict.effect, is_ratio)), as_plotted(verdict.matters, is_ratio)
    return size / matters if matters > 0 and not math.isnan(size) else 0.0


def most_telling(sentences: Sentences, kind: str) -> list[str]:
    """Return the sentences of a kind: textbook sentences first, then one per study in turn, then by effect.

    Larger effects relative to the smallest that matters come first; for differences that do not matter, smaller ones.
    """
    sign = 1 if kind == VerdictWord.NO_MEANINGFUL_DIFFERENCE else -1
    members = {text: _strongest(verdicts) for text, verdicts in sentences.items() if kind_of(verdicts) == kind}
    ordered = sorted(members.items(), key=lambda each: sign * strength(each[1]))
    seen: Counter[tuple[str, str]] = Counter()
    places = {}
    for text, verdict in ordered:
        places[text] = (verdict.source != TEXTBOOK, seen[verdict.source, verdict.study])
        seen[verdict.source, verdict.study] += 1
    return sorted(places, key=lambda text: places[text])


def surprises(site: ReportInput) -> tuple[Surprise, ...]:
    """Return at most three surprising results by RULE, the most surprising first."""
    sentences = by_sentence(each for each in site.verdicts.values() if each.source == TEXTBOOK)
    kinds = (VerdictWord.CONTRADICTED, VerdictWord.NO_MEANINGFUL_DIFFERENCE)
    ordered = [text for kind in kinds for text in most_telling(sentences, kind)]
    return tuple(_surprise(_strongest(sentences[text]), site) for text in ordered[:MAX_SENTENCES])


def _strongest(verdicts: Sequence[Verdict]) -> Verdict:
    return max((each for each in verdicts if each.is_evaluated), key=strength, default=verdicts[0])


def _surprise(verdict: Verdict, site: ReportInput) -> Surprise:
    params = site.plan.params
    decimals = params.report.decimals
    return Surprise(
        anchor=claim_anchor(verdict.claim),
        sentence=verdict.sentence,
        verdict=verdict.verdict,
        css_class=wording.css_class(verdict.verdict),
        icon=wording.ICONS[verdict.verdict],
        metric=wording.metric(verdict).capitalize(),
        sides=() if math.isnan(verdict.effect) else _sides(verdict, decimals),
        effect=wording.effect(verdict, decimals),
        basis=wording.basis(verdict, params.statistics.confidence, decimals),
        drawing=draw_effect(verdict, decimals),
        protocol=verdict.protocol,
        conditions=main_conditions(verdict),
        study_anchor=study_anchor(verdict.study) if verdict.study in site.plan.studies else "",
        study_title=study_title(verdict.study, site),
    )


def _sides(verdict: Verdict, decimals: int) -> tuple[tuple[str, str], ...]:
    """Return both sides as text with their means; a constant is labeled as what the sentence says."""
    left = (wording.side_in_brief(verdict, "left"), wording.side_value(verdict, "left", decimals))
    right = "what the sentence says" if verdict.right_is_constant else wording.side_in_brief(verdict, "right")
    return left, (right, wording.side_value(verdict, "right", decimals))
