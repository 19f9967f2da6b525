"""Converts Markdown to HTML, with formulas as MathML and references in double brackets resolved."""

import re
from collections.abc import Callable, MutableMapping, Sequence
from functools import cache
from typing import Any

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from groundwork.core.errors import UserError

REFERENCE = re.compile(r"\[\[([a-z]+):([^\[\]]+)\]\]")
CODE = r"(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
FORMULA = re.compile(r"\$\$(?P<block>[^$]+)\$\$|\$(?P<inline>[^$\n]+)\$")
IMPLIED = re.compile(r' (?:xmlns="http://www.w3.org/1998/Math/MathML"|display="inline")')
"""Attributes of a formula that HTML implies."""
BARE_NORM = re.compile(r"(?<!\\left)\\lVert|(?<!\\right)\\rVert")
TABLE_OPENS = '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>'
TABLE_CLOSES = "</table></div>"

Resolve = Callable[[str, str, str], Markup]
"""Kind and name of a reference, and the place that names it, to HTML."""


def to_html(text: str, place: str, resolve: Resolve) -> Markup:
    """Return Markdown as HTML blocks; raises UserError with the place for an invalid reference or formula."""
    html = _parser().render(text, {"place": place, "resolve": resolve})
    return Markup(html.replace("<th></th>", "<td></td>"))  # noqa: S704 - raw HTML is switched off; an empty cell heads nothing


def to_inline_html(text: str, place: str, resolve: Resolve) -> Markup:
    """Return Markdown as HTML without a paragraph, for headings and list items."""
    return Markup(_parser().renderInline(text, {"place": place, "resolve": resolve}).strip())  # noqa: S704 - as above


@cache
def _parser() -> MarkdownIt:
    # Headings would break the page's outline, and images would load external files.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["heading", "lheading", "image"])
    parser.inline.ruler.before("emphasis", "reference", _parse_reference)
    parser.inline.ruler.before("emphasis", "formula", _parse_formula)
    parser.add_render_rule("reference", _render_reference)
    parser.add_render_rule("formula", _render_formula)
    parser.add_render_rule("table_open", lambda *_: TABLE_OPENS)
    parser.add_render_rule("table_close", lambda *_: TABLE_CLOSES)
    return parser


def _parse_reference(state: StateInline, silent: bool) -> bool:
    match = REFERENCE.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("reference", "", 0).meta = {"kind": match[1], "name": match[2]}
    state.pos = match.end()
    return True


def _parse_formula(state: StateInline, silent: bool) -> bool:
    match = FORMULA.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("formula", "", 0).meta = match.groupdict()
    state.pos = match.end()
    return True


def _render_reference(
    _self: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    meta = tokens[index].meta
    return str(env["resolve"](meta["kind"], meta["name"], env["place"]))


def _render_formula(
    _self: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    block, inline = tokens[index].meta["block"], tokens[index].meta["inline"]
    latex = " ".join((block or inline).split())
    formula = _mathml(latex, "block" if block else "inline", env["place"])
    return f'<span class="formula">{formula}</span>' if block else formula


def _mathml(latex: str, display: str, place: str) -> str:
    """Return a formula; also rejects what latex2mathml accepts: open braces, unknown commands, norms without size."""
    if BARE_NORM.search(latex):  # its delimiters would have two sizes
        raise UserError(f"{place}: ${latex}$ has a norm without size; write \\left\\lVert and \\right\\rVert")
    try:
        formula = IMPLIED.sub("", str(convert(latex, display=display)))
    except Exception as error:  # its errors have no common base class
        raise UserError(f"{place}: ${latex}$ is not a formula ({error!r}); fix the LaTeX") from None
    bare = re.sub(r"\\[{}]", "", latex)
    if "\\" in formula or bare.count("{") != bare.count("}"):
        raise UserError(f"{place}: ${latex}$ is not a formula (unknown command or open brace); fix the LaTeX")
    return formula
