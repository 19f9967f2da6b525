"""The whole page, from values to HTML."""

from groundwork.rendering import fill
from groundwork.report.inputs import ReportInput
from groundwork.report.numbers import percent
from groundwork.report.provenance import trace
from groundwork.report.questions import view_questions, view_terms
from groundwork.report.score_board import score_board
from groundwork.report.study_sections import study_sections
from groundwork.report.summary import summarize

TEMPLATE = "report.html"


def render(site: ReportInput) -> str:
    """Return the page as one HTML document that needs no network; equal input gives equal bytes.

    Raises UserError where the prose names a fact, claim, figure or question that does not exist.
    """
    questions = view_questions(site)
    params = site.plan.params
    values = {
        "title": params.report.title,
        "confidence": percent(params.statistics.confidence),
        "summary": summarize(site),
        "groups": score_board(site),
        "studies": study_sections(site),
        "questions": questions,
        "tags": sorted({tag for question in questions for tag in question.tags}),
        "terms": view_terms(site),
        "provenance": trace(site),
    }
    return fill(site.templates, TEMPLATE, values)
