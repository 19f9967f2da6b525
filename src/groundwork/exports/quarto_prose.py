"""Converts the prose to Markdown for Quarto and pandoc, with references as text or internal links."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from groundwork.exports.plain_references import PlainReferences
from groundwork.report.prose import CODE, FORMULA, REFERENCE
from groundwork.report.references import figure_anchor, question_anchor

SPECIAL = r"\\`*_{}\[\]<>#$|~^@&"
# Plain text here that pandoc would interpret: raw HTML and TeX, citations, attributes, headings.
PIECES = re.compile(
    rf"(?P<kept>\\[!-/:-@\[-`{{-~]|{CODE})|(?P<formula>{FORMULA.pattern})|(?P<reference>{REFERENCE.pattern})"
    r"|(?P<bare>[\\<{}@~^$\[\]]|^ {0,3}#)",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class QuartoProse:
    """Converts a report's prose to Markdown for Quarto."""

    references: PlainReferences

    def block(self, text: str, place: str) -> Markup:
        """Return the text as Markdown blocks; raises UserError, prefixed with `place`, for a wrong reference."""
        pieces = PIECES.sub(lambda match: self._piece(match, place), text)
        return Markup(pieces.strip())  # noqa: S704 - Markdown for Quarto; anything that could be HTML or code is escaped

    def line(self, text: str, place: str) -> Markup:
        """Return the text as Markdown on one line, for headings, list items and cells."""
        return Markup(" ".join(self.block(text, place).split()))  # noqa: S704 - as above

    def _piece(self, match: re.Match[str], place: str) -> str:
        if match["kept"]:
            return match["kept"]
        if match["formula"]:
            latex = " ".join((match["block"] or match["inline"]).split())
            return f"$${latex}$$" if match["block"] else f"${latex}$"
        if match["reference"]:
            kind, name = REFERENCE.findall(match["reference"])[0]
            return self._reference(kind, name, place)
        return literal(match["bare"])

    def _reference(self, kind: str, name: str, place: str) -> str:
        text = literal(self.references.resolve(kind, name, place))
        if kind == "question":
            return f"[{text}](#{question_anchor(name)})"
        study, _, figure = name.partition("/")
        is_drawn = kind == "figure" and figure in self.references.site.figures.get(study, {})
        return f"[{text}](#{figure_anchor(study, figure)})" if is_drawn else text


def literal(text: str) -> Markup:
    """Escape text for one line of Markdown, including table cells."""
    shown = re.sub(f"[{SPECIAL}]", r"\\\g<0>", text)
    return Markup(shown.replace("\n", " "))  # noqa: S704 - as above
