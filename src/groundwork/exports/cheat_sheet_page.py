"""The cheat sheet: one printed page with lines to say, findings, formulas, tables, a network and the training step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from groundwork.exports.sheet_references import SheetReferences
from groundwork.pages.rendering import fill, read_templates, write_page
from groundwork.pages.templates import content_folder
from groundwork.report import wording
from groundwork.report.brief import is_measured, place_of
from groundwork.report.content import Point, SheetBlock, read_sheet_blocks
from groundwork.report.inputs import ReportInput
from groundwork.report.network_diagram import Diagram
from groundwork.report.network_sections import network_diagrams
from groundwork.report.prose import TABLE_OPENS, Resolve, to_html, to_inline_html
from groundwork.report.pytorch_sheet import view_sheet
from groundwork.report.scope import scope_of_text

TEMPLATE = "cheat-sheet.html"
CODE = "training_step"


@dataclass(frozen=True)
class BlockView:
    """A heading and its text."""

    title: str
    text: Markup


def write_cheat_sheet(root: Path, source: Path, site: ReportInput) -> Path:
    """Write results/cheat-sheet.html atomically and return its path.

    Raises UserError if its own prose is missing or refers to something that does not exist.
    """
    blocks = read_sheet_blocks(content_folder(source))
    return write_page(root, TEMPLATE, cheat_sheet(site, blocks, read_templates(source, TEMPLATE)))


def cheat_sheet(site: ReportInput, blocks: Iterable[SheetBlock], templates: Mapping[str, str]) -> str:
    """Return the page as one self-contained HTML document; deterministic."""
    resolve = SheetReferences(site).resolve
    values = {
        "title": site.plan.params.report.title,
        "budget": site.plan.params.budget,
        "legend": wording.legend(),
        "points": _points(site, resolve),
        "blocks": [_block(block, resolve) for block in blocks],
        "diagram": _longest(next(iter(network_diagrams(site).values()), ())),
        "code": view_sheet(code for code in site.sheet if code.name == CODE),
    }
    return fill(templates, TEMPLATE, values)


def _points(site: ReportInput, resolve: Resolve) -> list[BlockView]:
    return [BlockView(each.title, _with_scope(each, site, resolve)) for each in site.content.points]


def _with_scope(point: Point, site: ReportInput, resolve: Resolve) -> Markup:
    place = place_of(point)
    said = to_inline_html(point.say, place, resolve)
    if not is_measured(point, site):
        return said
    said += Markup(" ") + to_inline_html(point.measured, place, resolve)
    scope = scope_of_text(point.measured, site)
    return Markup('{} <small class="scope">{}</small>').format(said, scope) if scope else said


def _block(block: SheetBlock, resolve: Resolve) -> BlockView:
    """Render a block; its table is labeled with the block's title."""
    html = to_html(block.text, f"cheat_sheet.yaml: {block.block}", resolve)
    named = str(html).replace(TABLE_OPENS, TABLE_OPENS.replace("Table", str(escape(block.title))))
    return BlockView(block.title, Markup(named))  # noqa: S704 - the title is escaped


def _longest(diagrams: Sequence[Diagram]) -> Diagram | None:
    """Return the diagram with the most steps; the page has room for only one."""
    return max(diagrams, key=lambda diagram: diagram.steps, default=None)
