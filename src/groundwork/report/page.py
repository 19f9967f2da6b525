"""The whole page, from values to HTML."""

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from groundwork.report.inputs import ReportInput
from groundwork.report.numbers import percent
from groundwork.report.provenance import trace
from groundwork.report.questions import view_questions, view_terms
from groundwork.report.score_board import score_board
from groundwork.report.study_sections import study_sections
from groundwork.report.summary import summarize


def render(site: ReportInput) -> str:
    """Return the page as one HTML document that needs no network; equal input gives equal bytes.

    Raises UserError where the prose names a fact, claim, figure or question that does not exist.
    """
    environment = Environment(
        loader=DictLoader(dict(site.templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    questions = view_questions(site)
    params = site.plan.params
    return environment.get_template("base.html").render(
        title=params.report.title,
        confidence=percent(params.statistics.confidence),
        # Files of the repository, not input: the only text that goes into the page as it is.
        style=Markup(site.templates["style.css"]),  # noqa: S704
        script=Markup(site.templates["script.js"]),  # noqa: S704
        summary=summarize(site),
        groups=score_board(site),
        studies=study_sections(site),
        questions=questions,
        tags=sorted({tag for question in questions for tag in question.tags}),
        terms=view_terms(site),
        provenance=trace(site),
    )
