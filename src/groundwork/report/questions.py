"""The interview questions with their answers and evidence, and the glossary."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from groundwork.report.cards import card_anchor
from groundwork.report.inline_figures import small_svg
from groundwork.report.inputs import Figure, ReportInput
from groundwork.report.leaning import leanings
from groundwork.report.prose import to_html, to_inline_html
from groundwork.report.question_entry import Question
from groundwork.report.references import References, question_anchor
from groundwork.report.scope import scope_of_verdict, scope_text

DIFFICULTIES = {1: "first interview", 2: "second round", 3: "specialist"}


@dataclass(frozen=True)
class QuestionView:
    """A question as shown on the page.

    `if_pushed` is empty if its result was not measured; `scope` says on what that result rests. `against` has the
    claims whose verdicts in this run contradict `say`, `rubric` what each level adds; a follow-up has a question and
    an answer. `sketch` is a small view of its first figure, or empty; `figures` are links to its figures, and
    `undrawn` names those that this run did not draw. `cards` are links to cards for this question.
    """

    id: str
    anchor: str
    question: Markup
    difficulty: int
    difficulty_label: str
    tags: tuple[str, ...]
    say: Markup
    against: tuple[Markup, ...]
    told: bool
    if_pushed: Markup
    scope: str
    wrong_answer: Markup
    why_wrong: Markup
    rubric: tuple[tuple[str, Markup], ...]
    plain: Markup
    technical: Markup
    mistake: Markup
    evidence: Markup
    verdicts: tuple[Markup, ...]
    sketch: Markup
    figures: tuple[Markup, ...]
    undrawn: tuple[Markup, ...]
    follow_ups: tuple[tuple[Markup, Markup], ...]
    cards: tuple[Markup, ...]


@dataclass(frozen=True)
class TermView:
    """A term of the glossary."""

    anchor: str
    term: str
    meaning: Markup


def view_questions(site: ReportInput) -> tuple[QuestionView, ...]:
    """Return the questions in the order of questions.yaml; raises UserError for an unknown claim, figure or fact."""
    references = References(site)
    return tuple(_view(question, references) for question in site.content.questions)


def view_terms(site: ReportInput) -> tuple[TermView, ...]:
    """Return the glossary in alphabetical order."""
    references = References(site)
    terms = sorted(site.content.terms, key=lambda each: each.term.casefold())
    return tuple(
        TermView(
            anchor="term-" + re.sub(r"[^a-z0-9]+", "-", term.term.lower()).strip("-"),
            term=term.term,
            meaning=to_inline_html(term.meaning, f"glossary.yaml: {term.term}", references.resolve),
        )
        for term in terms
    )


def _view(question: Question, references: References) -> QuestionView:
    place = f"questions.yaml: {question.id}"
    resolve = references.resolve

    def block(field: str, text: str) -> Markup:
        return to_html(text, f"{place}.{field}", resolve)

    def line(field: str, text: str) -> Markup:
        return to_inline_html(text, f"{place}.{field}", resolve)

    drawn, undrawn = _figures(question, references, f"{place}.evidence.figures")
    leans_on = f"{place}.leans_on"
    scope = pushed_scope(question, references)
    wrong_answer, why_wrong = question.wrong_answer
    return QuestionView(
        id=question.id,
        anchor=question_anchor(question.id),
        question=line("question", question.question),
        difficulty=question.difficulty,
        difficulty_label=DIFFICULTIES[question.difficulty],
        tags=question.tags,
        say=line("say", question.say),
        against=tuple(
            references.claim_line(each.verdict.claim, leans_on)
            for each in leanings(question, references, leans_on)
            if each.is_contradicted_by(each.verdict.verdict)
        ),
        told=question.told,
        if_pushed=Markup("") if scope is None else line("if_pushed", question.if_pushed),
        scope=scope or "",
        wrong_answer=line("red_flag", wrong_answer),
        why_wrong=line("red_flag", why_wrong),
        rubric=tuple((level, line(f"rubric.{level}", text)) for level, text in question.rubric),
        plain=block("plain", question.plain),
        technical=block("technical", question.technical),
        mistake=block("mistake", question.mistake),
        evidence=block("evidence.text", question.evidence.text),
        verdicts=tuple(references.claim_line(claim, f"{place}.evidence.claims") for claim in question.evidence.claims),
        sketch=small_svg(drawn[0][0]) if drawn else Markup(""),
        figures=tuple(link for _, link in drawn),
        undrawn=undrawn,
        follow_ups=tuple(
            (line("follow_ups", each.question), line("follow_ups", each.reply)) for each in question.follow_ups
        ),
        cards=tuple(
            Markup('<a href="#{}">{}</a>').format(card_anchor(card.id), card.title)
            for card in references.site.content.cards
            if question.id in card.questions
        ),
    )


def pushed_scope(question: Question, references: References) -> str | None:
    """Return what the result that `if_pushed` cites rests on, empty for an exact check; None if it was not measured."""
    if question.told:
        return None
    verdict = references.verdict(question.pushed_claim, f"questions.yaml: {question.id}.if_pushed")
    if not verdict.is_evaluated:
        return None
    # A measurement has a protocol in place of settings.
    described = "" if verdict.is_exact or verdict.shared_settings else verdict.protocol
    return ", ".join(filter(None, [described, scope_text([scope_of_verdict(verdict)])]))


def _figures(
    question: Question, references: References, place: str
) -> tuple[list[tuple[Figure, Markup]], tuple[Markup, ...]]:
    """Return the figures of this run with links, and texts for those that were not drawn."""
    drawn, undrawn = [], []
    for name in question.evidence.figures:
        link = references.figure_link(name, place)
        study, _, figure_name = name.partition("/")
        figure = references.site.figures.get(study, {}).get(figure_name)
        if figure is None:
            undrawn.append(link)
        else:
            drawn.append((figure, link))
    return drawn, tuple(undrawn)
