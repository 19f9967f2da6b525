"""Renders the whole page."""

from groundwork.core.formatting import percent
from groundwork.pages.rendering import fill
from groundwork.report import wording
from groundwork.report.about import about
from groundwork.report.brief import view_brief
from groundwork.report.cards import view_cards
from groundwork.report.curves import view_curves
from groundwork.report.inputs import ReportInput
from groundwork.report.network_sections import network_diagrams
from groundwork.report.predictions import view_predictions
from groundwork.report.provenance import trace
from groundwork.report.pytorch_sheet import view_sheet
from groundwork.report.question_topics import difficulty_counts, tag_counts, view_topics
from groundwork.report.questions import view_questions, view_terms
from groundwork.report.reference_tables import MEANINGS, view_tables
from groundwork.report.score_board import score_board
from groundwork.report.study_sections import study_sections
from groundwork.report.summary import summarize
from groundwork.report.svg_shortening import DrawingStyles

TEMPLATE = "report.html"


def render(site: ReportInput) -> str:
    """Return the page as one self-contained HTML document; equal input gives equal bytes.

    Raises UserError if the prose refers to a fact, claim, figure or question that does not exist.
    """
    questions = view_questions(site)
    topics = view_topics(questions)
    params = site.plan.params
    styles = DrawingStyles()
    studies = study_sections(site, styles)
    values = {
        "title": params.report.title,
        "about": about(site),
        "confidence": percent(params.statistics.confidence),
        "brief": view_brief(site),
        "summary": summarize(site),
        "groups": score_board(site),
        "studies": studies,
        "drawing_styles": styles.sheet,
        "diagrams": network_diagrams(site),
        "sheet": view_sheet(site.sheet),
        "cards": view_cards(site),
        "questions": questions,
        "topics": topics,
        "tags": tag_counts(questions),
        "difficulties": difficulty_counts(questions),
        "predictions": view_predictions(site, topics),
        "curves": view_curves(site, topics),
        "tables": view_tables(site),
        "bases": MEANINGS,
        "legend": wording.legend(),
        "terms": view_terms(site),
        "synonyms": [[each.term, *each.also] for each in site.content.synonyms],
        "provenance": trace(site),
    }
    return fill(site.templates, TEMPLATE, values)
