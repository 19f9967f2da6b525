"""Renders the report as a Quarto document."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from groundwork.exports.notes import first_drawn
from groundwork.exports.plain_references import PlainReferences
from groundwork.exports.quarto_prose import QuartoProse, literal
from groundwork.exports.quarto_reference import card_texts, point_texts, table_texts
from groundwork.pages.rendering import fill
from groundwork.report.content import StudyText
from groundwork.report.figure_findings import decided_claim, finding_text
from groundwork.report.inputs import Figure, ReportInput
from groundwork.report.question_entry import Question
from groundwork.report.questions import DIFFICULTIES, pushed_scope
from groundwork.report.reference_tables import MEANINGS
from groundwork.report.references import References, figure_anchor, question_anchor, study_anchor, study_title
from groundwork.report.score_board import score_board
from groundwork.report.summary import summarize

TEMPLATE = "exports/report.qmd"


@dataclass(frozen=True)
class FigureText:
    """A figure of the document: its relative path, its title, which is its finding if it has one, and its caption."""

    anchor: str
    path: str
    title: Markup
    how_to_read: Markup


@dataclass(frozen=True)
class QuestionText:
    """A question of the document, each part as Markdown; without a figure if this run has none of its figures."""

    anchor: str
    question: Markup
    difficulty: str
    tags: str
    say: Markup
    if_pushed: Markup
    scope: Markup
    wrong_answer: Markup
    why_wrong: Markup
    rubric: tuple[tuple[str, Markup], ...]
    plain: Markup
    technical: Markup
    mistake: Markup
    evidence: Markup
    claims: tuple[tuple[Markup, Markup], ...]
    figure: FigureText | None
    figures: tuple[Markup, ...]
    follow_ups: tuple[tuple[Markup, Markup], ...]


@dataclass(frozen=True)
class StudySection:
    """A study of the document; `prose` values are empty if studies.yaml has no entry for it."""

    anchor: str
    title: Markup
    prose: Mapping[str, Markup]
    figures: tuple[FigureText, ...]


def quarto_document(site: ReportInput, templates: Mapping[str, str]) -> str:
    """Return the document, with figure paths relative to results/report.qmd.

    Raises UserError if the prose refers to a fact, claim, figure or question that does not exist.
    """
    prose = QuartoProse(PlainReferences(site))
    params = site.plan.params
    values = {
        "title": _metadata(params.report.title),
        "summary": summarize(site),
        "groups": score_board(site),
        "questions": [_question(question, prose) for question in site.content.questions],
        "studies": [_study(study, prose) for study in site.plan.studies],
        "terms": _terms(prose),
        "points": point_texts(site),
        "tables": table_texts(site),
        "bases": MEANINGS,
        "cards": card_texts(site),
        "versions": site.versions,
        "literal": literal,
        "label": _label,
    }
    return fill(templates, TEMPLATE, values)


def _label(anchor: str, *settings: str) -> Markup:
    """Return the attributes of a heading or figure: its anchor and settings."""
    return Markup("{{{}}}").format(" ".join([f"#{anchor}", *settings]))


def _metadata(text: str) -> Markup:
    """Quote a text for the YAML header, where Quarto also interprets Markdown."""
    return Markup(json.dumps(literal(text), ensure_ascii=False))  # noqa: S704 - quoted


def _question(question: Question, prose: QuartoProse) -> QuestionText:
    site, evidence = prose.references.site, question.evidence
    place = site.content.place_of(question.id)
    shown = first_drawn(question, site)
    claims = (prose.references.claim(claim, f"{place}.evidence.claims") for claim in evidence.claims)
    scope = pushed_scope(question, References(site))
    spoken = QuartoProse(PlainReferences(site, are_short=True))
    wrong_answer, why_wrong = (prose.line(each, f"{place}.red_flag") for each in question.wrong_answer)
    return QuestionText(
        anchor=question_anchor(question.id),
        question=prose.line(question.question, f"{place}.question"),
        difficulty=DIFFICULTIES[question.difficulty],
        tags=", ".join(question.tags),
        say=prose.line(question.say, f"{place}.say"),
        if_pushed=Markup("") if scope is None else spoken.line(question.if_pushed, f"{place}.if_pushed"),
        scope=literal(scope or ""),
        wrong_answer=wrong_answer,
        why_wrong=why_wrong,
        rubric=tuple((level, prose.line(text, f"{place}.rubric.{level}")) for level, text in question.rubric),
        plain=prose.block(question.plain, f"{place}.plain"),
        technical=prose.block(question.technical, f"{place}.technical"),
        mistake=prose.block(question.mistake, f"{place}.mistake"),
        evidence=prose.block(evidence.text, f"{place}.evidence.text"),
        claims=tuple((literal(sentence), literal(verdict)) for sentence, verdict in claims),
        figure=_figure(shown[0], site) if shown else None,
        figures=tuple(prose.line(f"[[figure:{name}]]", f"{place}.evidence.figures") for name in evidence.figures),
        follow_ups=tuple(
            (prose.line(each.question, f"{place}.follow_ups"), prose.line(each.reply, f"{place}.follow_ups"))
            for each in question.follow_ups
        ),
    )


def _study(study: str, prose: QuartoProse) -> StudySection:
    site = prose.references.site
    texts = {text.study: text for text in site.content.studies}
    return StudySection(
        anchor=study_anchor(study),
        title=literal(study_title(study, site)),
        prose=_prose(texts[study], prose) if study in texts else dict.fromkeys(StudyText.model_fields, Markup("")),
        figures=tuple(_figure(figure, site) for figure in site.figures.get(study, {}).values()),
    )


def _prose(text: StudyText, prose: QuartoProse) -> dict[str, Markup]:
    fields = ("question", "done", "practice", "comparison")
    return {field: prose.block(getattr(text, field), f"studies.yaml: {text.study}.{field}") for field in fields}


def _figure(figure: Figure, site: ReportInput) -> FigureText:
    decided = decided_claim(figure, site)
    return FigureText(
        anchor=figure_anchor(figure.study, figure.name),
        path=f"figures/{figure.study}/{figure.name}.svg",
        title=literal(finding_text(decided) if decided else figure.title),
        how_to_read=literal(f"{figure.title}. {figure.how_to_read}" if decided else figure.how_to_read),
    )


def _terms(prose: QuartoProse) -> list[tuple[Markup, Markup]]:
    terms = sorted(prose.references.site.content.terms, key=lambda each: each.term.casefold())
    return [(literal(each.term), prose.line(each.meaning, f"glossary.yaml: {each.term}")) for each in terms]
