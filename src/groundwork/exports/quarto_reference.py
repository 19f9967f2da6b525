"""The reference material of the Quarto document: key points, tables, coding cards."""

from dataclasses import dataclass

from markupsafe import Markup

from groundwork.exports.plain_references import PlainReferences
from groundwork.exports.quarto_prose import QuartoProse, literal
from groundwork.report.brief import is_measured, place_of
from groundwork.report.cards import card_anchor, view_cards
from groundwork.report.content import Card, Point, ReferenceTable
from groundwork.report.inputs import ReportInput
from groundwork.report.reference_tables import Cell, ColumnView, TableView, view_tables
from groundwork.report.scope import scope_of_text


@dataclass(frozen=True)
class TableText:
    """A table of the document; columns and cells show their basis where the page does."""

    anchor: str
    title: Markup
    text: Markup
    columns: tuple[Markup, ...]
    rows: tuple[tuple[Markup, ...], ...]


@dataclass(frozen=True)
class CardText:
    """A coding card with its source code; `minutes` is a convention."""

    anchor: str
    title: Markup
    prompt: Markup
    minutes: int
    checks: tuple[Markup, ...]
    source: Markup
    tested_against: Markup
    pitfalls: tuple[Markup, ...]


def point_texts(site: ReportInput) -> list[tuple[Markup, Markup]]:
    """Return the takeaways as (heading, text), in the order of summary.yaml."""
    prose = QuartoProse(PlainReferences(site, are_short=True))
    return [(literal(point.title), _point(point, prose, site)) for point in site.content.points]


def _point(point: Point, prose: QuartoProse, site: ReportInput) -> Markup:
    place = place_of(point)
    said = prose.line(point.say, place)
    if not is_measured(point, site):
        return said
    scope = scope_of_text(point.measured, site)
    return (
        said + Markup(" ") + prose.line(point.measured, place) + (Markup(" (") + literal(scope) + ")" if scope else "")
    )


def table_texts(site: ReportInput) -> list[TableText]:
    """Return the reference tables, in the order of tables.yaml."""
    views = zip(site.content.reference_tables, view_tables(site), strict=True)
    return [_table(table, view, site) for table, view in views]


def card_texts(site: ReportInput) -> list[CardText]:
    """Return the cards in the order of cards.yaml; raises UserError if one has no file."""
    view_cards(site)
    return [_card(card, site) for card in site.content.cards]


def _table(table: ReferenceTable, view: TableView, site: ReportInput) -> TableText:
    place = f"tables.yaml: {table.id}"
    prose = QuartoProse(PlainReferences(site, are_short=True))
    rows = [
        (prose.line(head, place), *(_cell(text, cell, prose, place) for text, cell in zip(texts, cells, strict=True)))
        for (head, *texts), (_, cells) in zip(table.rows, view.rows, strict=True)
    ]
    return TableText(
        anchor=view.anchor,
        title=literal(table.title),
        text=prose.block(table.text, f"{place}.text"),
        columns=tuple(_column(column) for column in view.columns),
        rows=tuple(rows),
    )


def _column(column: ColumnView) -> Markup:
    return literal(column.title) + (f" *({column.basis})*" if column.basis else "")


def _cell(text: str, cell: Cell, prose: QuartoProse, place: str) -> Markup:
    return prose.line(text, place) + (f" *({cell.basis})*" if cell.is_marked else "")


def _card(card: Card, site: ReportInput) -> CardText:
    place = f"cards.yaml: {card.id}"
    prose = QuartoProse(PlainReferences(site))
    return CardText(
        anchor=card_anchor(card.id),
        title=literal(card.title),
        prompt=prose.line(card.prompt, f"{place}.prompt"),
        minutes=card.minutes,
        checks=tuple(prose.line(each, f"{place}.checks") for each in card.checks),
        source=Markup(site.card_codes[card.id].rstrip()),  # noqa: S704 - stands in a block of code
        tested_against=prose.line(card.tested_against, f"{place}.tested_against"),
        pitfalls=tuple(prose.line(each, f"{place}.pitfalls") for each in card.pitfalls),
    )
