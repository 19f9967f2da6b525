"""Converts Markdown to the HTML of flash cards, with formulas for Anki's MathJax."""

import re
from html import escape

from markupsafe import escape as escaped

from groundwork.exports.plain_references import PlainReferences
from groundwork.report.prose import CODE, FORMULA, Resolve, to_html, to_inline_html

# Private-use characters: they do not occur in the prose, and Markdown passes them through.
OPENS, CLOSES = "\ue000", "\ue001"
UNTOUCHED = rf"\\.|{CODE}|\[\[[^\[\]]+\]\]"
PIECES = re.compile(rf"{UNTOUCHED}|(?P<formula>{FORMULA.pattern})", re.DOTALL)


def to_card_html(text: str, place: str, references: PlainReferences) -> str:
    """Convert Markdown to HTML blocks without links; raises UserError, prefixed with `place`, for a wrong reference."""
    formulas: list[str] = []
    html = to_html(_set_aside(text, formulas), place, _resolver(references))
    return _put_back(html, formulas)


def to_card_line(text: str, place: str, references: PlainReferences) -> str:
    """Convert Markdown to inline HTML without a paragraph, for questions and list items."""
    formulas: list[str] = []
    html = to_inline_html(_set_aside(text, formulas), place, _resolver(references))
    return _put_back(html, formulas)


def _resolver(references: PlainReferences) -> Resolve:
    return lambda kind, name, place: escaped(references.resolve(kind, name, place))


def _set_aside(text: str, formulas: list[str]) -> str:
    """Replace each formula with a placeholder and append the formula to the list."""

    def mark(match: re.Match[str]) -> str:
        if not match["formula"]:
            return match[0]
        formulas.append(_for_mathjax(match))
        return f"{OPENS}{len(formulas) - 1}{CLOSES}"

    return PIECES.sub(mark, text)


def _for_mathjax(match: re.Match[str]) -> str:
    latex = escape(" ".join((match["block"] or match["inline"]).split()), quote=False)
    return rf"\[{latex}\]" if match["block"] else rf"\({latex}\)"


def _put_back(html: str, formulas: list[str]) -> str:
    return re.sub(f"{OPENS}([0-9]+){CLOSES}", lambda match: formulas[int(match[1])], html)
