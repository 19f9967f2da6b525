"""The sentences to take along: the first 30 seconds, and the points to remember."""

from dataclasses import dataclass

from markupsafe import Markup

from groundwork.report.content import Point
from groundwork.report.inputs import ReportInput
from groundwork.report.prose import to_inline_html
from groundwork.report.short_references import ShortReferences


@dataclass(frozen=True)
class PointView:
    """One sentence or two under a heading of a few words."""

    anchor: str
    title: str
    text: Markup


@dataclass(frozen=True)
class Brief:
    """What is read in the first 30 seconds, and what is remembered, in the order of summary.yaml."""

    seconds: tuple[PointView, ...]
    points: tuple[PointView, ...]


def view_brief(site: ReportInput) -> Brief:
    """Return the sentences with their facts and verdicts; UserError for a name that does not exist."""
    points = site.content.points
    return Brief(
        seconds=tuple(_view(point, site) for point in points if point.part == "brief"),
        points=tuple(_view(point, site) for point in points if point.part == "remember"),
    )


def _view(point: Point, site: ReportInput) -> PointView:
    text = to_inline_html(point.text, f"summary.yaml: {point.point}", ShortReferences(site).resolve)
    return PointView(f"point-{point.point.replace('_', '-')}", point.title, text)
