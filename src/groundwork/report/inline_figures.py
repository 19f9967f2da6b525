"""A figure's SVG made fit to stand in the page: its ink follows the theme, its ids are its own."""

import re
from xml.etree import ElementTree

from markupsafe import Markup

from groundwork.errors import UserError
from groundwork.report.inputs import Figure
from groundwork.report.references import figure_anchor

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
LARGEST = 1.35  # times the size it was drawn in
# Metadata is for files; a style sheet would reach out of its figure; a script has no place in one.
LEFT_OUT = {f"{{{SVG}}}{name}" for name in ("metadata", "style", "script")}
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)


def inline_svg(figure: Figure, ink: str) -> Markup:
    """Return a figure's drawing as an element with alternative text; UserError where its file is no SVG."""
    try:
        root = ElementTree.fromstring(figure.svg)  # noqa: S314 - drawn by this package
    except ElementTree.ParseError as error:
        place = f"results/figures/{figure.study}/{figure.name}.svg"
        raise UserError(f"{place}: not a readable drawing ({error}); delete it and run again") from None
    _clean(root, figure_anchor(figure.study, figure.name) + "-", ink)
    _frame(root, figure)
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704 - serialized XML escapes its text


def _clean(root: ElementTree.Element, prefix: str, ink: str) -> None:
    in_ink = re.compile(re.escape(ink), re.IGNORECASE)
    for element in root.iter():
        for child in [each for each in element if each.tag in LEFT_OUT]:
            element.remove(child)
        for name, value in element.attrib.items():
            element.set(name, in_ink.sub("currentColor", _with_prefix(name, value, prefix)))


def _with_prefix(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return prefix + value
    if name in {"href", f"{{{XLINK}}}href"} and value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    return re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}\1)", value)


def _frame(root: ElementTree.Element, figure: Figure) -> None:
    """Let the figure fill its column up to a good size, and name it for those who cannot see it."""
    width = re.fullmatch(r"([0-9.]+)(pt|px)?", root.attrib.pop("width", ""))
    root.attrib.pop("height", None)
    root.attrib.pop("version", None)
    root.set("role", "img")
    root.set("aria-label", " ".join(f"{figure.title}. {figure.how_to_read}".split()))
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
    root.set("fill", root.get("fill", "currentColor"))
    if width:
        root.set("style", f"max-width:{LARGEST * float(width[1]):g}{width[2] or 'px'}")
