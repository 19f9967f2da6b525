"""Renders the page of provenance: what every number of the report comes from."""

from groundwork.pages.rendering import fill
from groundwork.report.inputs import ReportInput
from groundwork.report.provenance import trace
from groundwork.report.references import PROVENANCE_PAGE
from groundwork.report.study_results import study_results


def render_provenance(site: ReportInput) -> str:
    """Return the page as one self-contained HTML document; equal input gives equal bytes."""
    values = {
        "title": site.plan.params.report.title,
        "provenance": trace(site),
        "studies": study_results(site),
    }
    return fill(site.templates, PROVENANCE_PAGE, values)
