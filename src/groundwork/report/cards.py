"""Cards of code to write from memory, taken from tested source files."""

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from groundwork.core.errors import UserError
from groundwork.report.check_code import code_after_docstring, highlighted
from groundwork.report.content import Card
from groundwork.report.inputs import ReportInput
from groundwork.report.prose import to_inline_html
from groundwork.report.references import References

FOLDER = "from_memory"
FILE = "cards.yaml"


@dataclass(frozen=True)
class CardView:
    """A card as shown on the page; `minutes` is a convention."""

    anchor: str
    title: str
    prompt: Markup
    minutes: int
    checks: tuple[Markup, ...]
    code: Markup
    file: str
    tested_against: Markup
    pitfalls: tuple[Markup, ...]
    questions: tuple[Markup, ...]


def card_anchor(card: str) -> str:
    """Return the anchor of a card."""
    return f"card-{card}"


def read_codes(folder: Path) -> dict[str, str]:
    """Return the source of each card's file without its docstring, by card id."""
    return {path.stem: code_after_docstring(path) for path in sorted(folder.glob("[!_]*.py"))}


def view_cards(site: ReportInput) -> tuple[CardView, ...]:
    """Return the cards in the order of cards.yaml; raises UserError for a missing file or an unknown question."""
    references = References(site)
    return tuple(_view(card, references) for card in site.content.cards)


def _view(card: Card, references: References) -> CardView:
    place = f"{FILE}: {card.id}"
    codes = references.site.card_codes
    if card.id not in codes:
        raise UserError(
            f"{place}: there is no src/groundwork/{FOLDER}/{card.id}.py; write it, or use one of {', '.join(codes)}"
        )

    def inline(field: str, *texts: str) -> tuple[Markup, ...]:
        return tuple(to_inline_html(text, f"{place}.{field}", references.resolve) for text in texts)

    return CardView(
        anchor=card_anchor(card.id),
        title=card.title,
        prompt=inline("prompt", card.prompt)[0],
        minutes=card.minutes,
        checks=inline("checks", *card.checks),
        code=highlighted(codes[card.id]),
        file=f"groundwork/{FOLDER}/{card.id}.py",
        tested_against=inline("tested_against", card.tested_against)[0],
        pitfalls=inline("pitfalls", *card.pitfalls),
        questions=tuple(references.resolve("question", each, f"{place}.questions") for each in card.questions),
    )
