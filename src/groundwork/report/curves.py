"""The curves that a reader is to judge: figures in which something is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from groundwork.report.content import Curve
from groundwork.report.inline_figures import small_svg
from groundwork.report.inputs import ReportInput
from groundwork.report.prose import to_html, to_inline_html
from groundwork.report.question_topics import TopicView
from groundwork.report.references import References

TITLE = "A curve to judge"  # its own title would tell


@dataclass(frozen=True)
class CurveView:
    """A curve as the trainer shows it: a small view of its figure, then what is wrong and a link to the figure.

    `topic` is the name of its topic, or empty.
    """

    id: str
    topic: str
    level: int
    drawing: Markup
    wrong: Markup
    sign: Markup
    cure: Markup
    link: Markup


def view_curves(site: ReportInput, topics: Sequence[TopicView]) -> tuple[CurveView, ...]:
    """Return the curves whose figures were drawn, in the order of curves.yaml; raises UserError for an unknown name."""
    references = References(site)
    views = (_view(curve, references, topics) for curve in site.content.curves)
    return tuple(view for view in views if view is not None)


def _view(curve: Curve, references: References, topics: Sequence[TopicView]) -> CurveView | None:
    place = f"curves.yaml: {curve.id}"
    link = references.figure_link(curve.figure, f"{place}.figure")
    study, _, name = curve.figure.partition("/")
    figure = references.site.figures.get(study, {}).get(name)
    if figure is None:
        return None
    names = {topic.title.lower(): topic.name for topic in topics}
    return CurveView(
        id=curve.id,
        topic=next((names[tag] for tag in curve.tags if tag in names), ""),
        level=curve.difficulty,
        drawing=small_svg(figure, TITLE),
        wrong=to_inline_html(curve.wrong, f"{place}.wrong", references.resolve),
        sign=to_html(curve.sign, f"{place}.sign", references.resolve),
        cure=to_html(curve.cure, f"{place}.cure", references.resolve),
        link=link,
    )
