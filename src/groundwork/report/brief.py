"""The key sentences: the 30-second summary, and the points to remember."""

from dataclasses import dataclass

from markupsafe import Markup

from groundwork.report.content import Point
from groundwork.report.inputs import ReportInput
from groundwork.report.prose import to_inline_html
from groundwork.report.scope import scope_of_text
from groundwork.report.short_references import ShortReferences


@dataclass(frozen=True)
class PointView:
    """One or two sentences under a short heading, and the scope of what they cite."""

    anchor: str
    title: str
    text: Markup
    scope: str


@dataclass(frozen=True)
class Brief:
    """The 30-second summary and the points to remember, in the order of summary.yaml."""

    seconds: tuple[PointView, ...]
    points: tuple[PointView, ...]


def view_brief(site: ReportInput) -> Brief:
    """Return the sentences with their facts and verdicts; raises UserError for an unknown name."""
    points = site.content.points
    return Brief(
        seconds=tuple(_view(point, site) for point in points if point.part == "brief"),
        points=tuple(_view(point, site) for point in points if point.part == "remember"),
    )


def _view(point: Point, site: ReportInput) -> PointView:
    text = to_inline_html(point.text, f"summary.yaml: {point.point}", ShortReferences(site).resolve)
    return PointView(f"point-{point.point.replace('_', '-')}", point.title, text, scope_of_text(point.text, site))
