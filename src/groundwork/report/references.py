"""Resolves references in double brackets to links."""

import difflib
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from markupsafe import Markup

from groundwork.core.errors import UserError
from groundwork.core.findings import Fact, Verdict
from groundwork.core.formatting import words
from groundwork.report import wording
from groundwork.report.inputs import Figure, ReportInput
from groundwork.report.lead import of_reference
from groundwork.report.prose import to_inline_html
from groundwork.report.question_entry import Question
from groundwork.report.scope import scope_of_verdict, scope_text

MAX_RECORDS = 6
PROVENANCE_PAGE = "provenance.html"


def fact_anchor(name: str) -> str:
    """Return the anchor of a fact, with special characters of its name escaped."""
    return "fact-" + quote(name, safe="").replace("%", "~")


def claim_anchor(claim: str) -> str:
    """Return the anchor of a claim on the score board."""
    return f"claim-{claim}"


def figure_anchor(study: str, name: str) -> str:
    """Return the anchor of a figure."""
    return f"figure-{study}-{name}"


def study_anchor(study: str) -> str:
    """Return the anchor of a study's section."""
    return f"study-{study}"


def claims_anchor(study: str) -> str:
    """Return the anchor of a study's claims on the score board."""
    return f"claims-{study}"


def question_anchor(question: str) -> str:
    """Return the anchor of a question."""
    return f"question-{question}"


def record_anchor(record: str) -> str:
    """Return the anchor of a record: its digest."""
    return f"record-{record.rpartition('-')[2]}"


def results_anchor(study: str, title: str = "") -> str:
    """Return the anchor, on the page of provenance, of a study's results, or of one of its tables."""
    return f"results-{study}" + (f"-{re.sub('[^a-z0-9]+', '-', title.lower())}" if title else "")


def check_anchor(study: str, check: str) -> str:
    """Return the anchor of an exact check's numbers and code on the page of provenance."""
    return f"check-{study}-{check}"


def study_title(study: str, site: ReportInput) -> str:
    """Return a study's title, or its name if it has no prose."""
    titles = {text.study: text.title for text in site.content.studies}
    return titles.get(study, words(study).capitalize())


@dataclass(frozen=True)
class References:
    """Resolves references in the prose: to facts, verdicts, figures, questions, and lines to say."""

    site: ReportInput

    def resolve(self, kind: str, name: str, place: str) -> Markup:
        """Return the HTML of a reference; raises UserError with the place if it does not exist."""
        kinds: dict[str, Callable[[str, str], Markup]] = {
            "fact": lambda name, place: self._fact(self.fact(name, place)),
            "verdict": lambda name, place: self._verdict(self.verdict(name, place)),
            "figure": self.figure_link,
            "question": self._question,
            "say": self._say,
        }
        if kind not in kinds:
            raise unknown(place, f"[[{kind}:{name}]]: {kind!r}", "a kind of reference", kinds)
        return kinds[kind](name, place)

    def fact(self, name: str, place: str) -> Fact:
        """Return a fact; raises UserError if it does not exist."""
        if name not in self.site.facts:
            raise unknown(place, f"{name!r}", "a fact", self.site.facts)
        return self.site.facts[name]

    def verdict(self, claim: str, place: str) -> Verdict:
        """Return the verdict of a claim; raises UserError if there is no such claim."""
        if claim not in self.site.verdicts:
            raise unknown(place, f"{claim!r}", "a claim", self.site.verdicts)
        return self.site.verdicts[claim]

    def claim_line(self, claim: str, place: str, shown_protocol: str = "") -> Markup:
        """Return a claim's sentence, protocol (unless already shown), scope and verdict; UserError if unknown."""
        verdict = self.verdict(claim, place)
        where = _where(verdict, shown_protocol)
        text = f"{verdict.sentence.rstrip('.')} ({where})" if where else verdict.sentence.rstrip(".")
        return Markup("{}: {}").format(text, self._verdict(verdict))

    def scope_line(self, verdict: Verdict) -> Markup:
        """Return a verdict behind its protocol and scope, for a place that has the claim's sentence already."""
        where, shown = _where(verdict), self._verdict(verdict)
        return Markup("{}: {}").format(where[:1].upper() + where[1:], shown) if where else shown

    def figure_link(self, name: str, place: str) -> Markup:
        """Return a link to a figure, or a note that it was not drawn; raises UserError if no such figure can exist."""
        study, _, figure_name = name.partition("/")
        studies = {text.study for text in self.site.content.studies} | self.site.plan.studies.keys()
        if study not in studies:
            raise unknown(place, f"{name!r}: {study!r}", "a study", studies)
        if figure_name not in self.site.figure_names:
            raise unknown(place, f"{name!r}: {figure_name!r}", "a figure", self.site.figure_names)
        figure = self.site.figures.get(study, {}).get(figure_name)
        if figure is None:
            return Markup('<span class="missing">figure “{}” of study {} (not drawn in this run)</span>').format(
                words(figure_name), words(study)
            )
        return Markup('<a href="#{}">{}</a>').format(figure_anchor(study, figure_name), self._figure_title(figure))

    def _figure_title(self, figure: Figure) -> str:
        """Return the title, with the study's name if several studies have this figure."""
        namesakes = [study for study, figures in self.site.figures.items() if figure.name in figures]
        return f"{figure.title} ({words(figure.study)})" if len(namesakes) > 1 else figure.title

    def _fact(self, fact: Fact) -> Markup:
        """Return the value as a link to the fact's row."""
        kind = "fact missing" if fact.note else "fact"
        if fact.name in self.site.reference_facts:
            kind += " of-reference"
        is_missing = math.isnan(fact.value)
        text = (
            "not measured in this run"
            if is_missing
            else wording.fact_value(fact, self.site.plan.params.report.decimals)
        )
        return Markup('<a class="{}" href="#{}">{}</a>').format(kind, fact_anchor(fact.name), text)

    def _verdict(self, verdict: Verdict) -> Markup:
        params = self.site.plan.params
        text = wording.brief_evidence(verdict, params.statistics.confidence, params.report.decimals)
        text += of_reference(verdict.claim, self.site.reference_claims)
        kind, anchor, icon = (
            wording.css_class(verdict.verdict),
            claim_anchor(verdict.claim),
            wording.ICONS[verdict.verdict],
        )
        link = Markup('<a class="verdict {}" href="#{}"><span aria-hidden="true">{}</span>&NoBreak;&nbsp;{}</a>')
        return link.format(kind, anchor, icon, text)

    def _question(self, name: str, place: str) -> Markup:
        question = self._question_of(name, place)
        return Markup('<a href="#{}">{}</a>').format(question_anchor(name), question.question)

    def _say(self, name: str, place: str) -> Markup:
        question = self._question_of(name, place)
        return to_inline_html(question.say, f"{self.site.content.place_of(name)}.say", self.resolve)

    def _question_of(self, name: str, place: str) -> Question:
        questions = {question.id: question for question in self.site.content.questions}
        if name not in questions:
            raise unknown(place, f"{name!r}", "a question", questions)
        return questions[name]


def _where(verdict: Verdict, shown_protocol: str = "") -> str:
    """Return the protocol of a verdict (unless already shown) and its scope without seeds, which the verdict has."""
    protocol = "" if verdict.is_exact or verdict.protocol == shown_protocol else verdict.protocol
    return "; ".join(filter(None, [protocol, scope_text([replace(scope_of_verdict(verdict), seeds=None)])]))


def unknown(place: str, value: str, phrase: str, allowed: Iterable[str]) -> UserError:
    """Return the error for a name that does not exist, with the nearest one that does."""
    names = sorted(allowed)
    nearest = difflib.get_close_matches(value.rpartition(": ")[2].strip("'"), names, n=1)
    hint = f"did you mean '{nearest[0]}'?" if nearest else "see report/content and results/facts.csv for what there is"
    return UserError(f"{place}: {value} is not {phrase}; {hint}")


def record_links(records: Sequence[str]) -> Markup:
    """Return links to the first few records by abbreviated digest, and the number of others."""
    link = Markup('<a class="digest" href="{}#{}" title="{}">{}</a>')
    shown = [
        link.format(PROVENANCE_PAGE, record_anchor(each), each, each.rpartition("-")[2][:6])
        for each in records[:MAX_RECORDS]
    ]
    more = len(records) - len(shown)
    return Markup(" ").join([*shown, *([f"and {more} more"] if more else [])])
