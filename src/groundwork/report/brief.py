"""The takeaways: sentences to remember, each with what was measured for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from groundwork.report.content import Point
from groundwork.report.inputs import ReportInput
from groundwork.report.lead import CLAIM_FACT
from groundwork.report.leaning import Leaning, leanings
from groundwork.report.prose import REFERENCE, to_inline_html
from groundwork.report.references import References
from groundwork.report.scope import scope_of_text
from groundwork.report.short_references import MISSING, ShortReferences

FILE = "summary.yaml"


@dataclass(frozen=True)
class PointView:
    """A sentence with a short heading, what was measured for it and in which scope, and verdicts that contradict it.

    `measured` and `scope` are empty where the claims that they cite were not judged.
    """

    anchor: str
    title: str
    say: Markup
    measured: Markup
    scope: str
    against: tuple[Markup, ...]


def view_brief(site: ReportInput) -> tuple[PointView, ...]:
    """Return the takeaways in the order of summary.yaml; raises UserError for an unknown name."""
    return tuple(_view(point, site) for point in site.content.points)


def is_measured(point: Point, site: ReportInput) -> bool:
    """Return whether the claims that a takeaway cites were judged, and its other facts are there."""
    references = ShortReferences(site)
    to_inline_html(point.measured, place_of(point), references.resolve)
    return MISSING not in references.seen and all(
        site.verdicts[claim].is_evaluated for claim in _cited_claims(point.measured) if claim in site.verdicts
    )


def place_of(point: Point) -> str:
    """Return the place of a takeaway, for messages."""
    return f"{FILE}: {point.point}"


def speaking_against(point: Point, site: ReportInput) -> Iterator[Leaning]:
    """Yield the claims that a takeaway leans on and whose verdict on this page speaks against it."""
    for each in leanings(point, References(site), f"{place_of(point)}.leans_on"):
        if each.is_contradicted_by(each.verdict.verdict):
            yield each


def _view(point: Point, site: ReportInput) -> PointView:
    references, place = ShortReferences(site), place_of(point)
    shows = is_measured(point, site)
    return PointView(
        anchor=f"point-{point.point.replace('_', '-')}",
        title=point.title,
        say=to_inline_html(point.say, place, references.resolve),
        measured=to_inline_html(point.measured, place, references.resolve) if shows else Markup(""),
        scope=scope_of_text(point.measured, site) if shows else "",
        against=tuple(references.word(each.verdict) for each in speaking_against(point, site)),
    )


def _cited_claims(text: str) -> Iterator[str]:
    for kind, name in REFERENCE.findall(text):
        if kind == "verdict" or name.startswith(CLAIM_FACT):
            yield name.removeprefix(CLAIM_FACT).partition(".")[0]
