"""Adapts a figure's SVG for the page: theme colors, unique ids, and smaller size."""

import re
from xml.etree import ElementTree

from markupsafe import Markup

from groundwork.core.errors import UserError
from groundwork.report.inputs import Figure
from groundwork.report.svg_shortening import DEFINITIONS, GROUP, SVG, DrawingStyles, shorten

LARGEST = 1.35  # times the drawn size
# Metadata is not needed inline; a style sheet would affect the whole page; scripts are not allowed.
LEFT_OUT = {f"{{{SVG}}}{name}" for name in ("metadata", "style", "script")}
VALUED = {"line", "mark"}
"""The parts of a series whose points are values."""
STROKES = {"stroke-linejoin": "round", "stroke-linecap": "butt"}
ElementTree.register_namespace("", SVG)


def inline_svg(figure: Figure, ink: str, prefix: str, styles: DrawingStyles) -> Markup:
    """Return a figure's drawing as an element with alternative text; raises UserError if its file is not SVG.

    `prefix` makes its ids unique on the page, whose style sheet has `styles`.
    """
    root = _parse(figure)
    _clean(root, ink)
    _number_series(root)
    shorten(root, prefix, styles)
    _frame(root, figure)
    _name(root, figure)
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704 - serialized XML escapes its text


def small_svg(figure: Figure, label: str = "") -> Markup:
    """Return a small view of a drawing on the page, without a second copy of it; its label is the title or another."""
    small = ElementTree.Element(f"{{{SVG}}}svg", {"viewBox": _parse(figure).get("viewBox", ""), "role": "img"})
    small.attrib.update({"aria-label": label or figure.title, **STROKES, "fill": "currentColor"})
    ElementTree.SubElement(small, f"{{{SVG}}}use", {"href": f"#{_drawing_id(figure)}"})
    return Markup(ElementTree.tostring(small, encoding="unicode"))  # noqa: S704 - serialized XML escapes its text


def _drawing_id(figure: Figure) -> str:
    return f"drawing-{figure.study}-{figure.name}"


def _parse(figure: Figure) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(figure.svg)  # noqa: S314 - drawn by this package
    except ElementTree.ParseError as error:
        place = f"results/figures/{figure.study}/{figure.name}.svg"
        raise UserError(f"{place}: not a readable drawing ({error}); delete it and run again") from None


def _name(root: ElementTree.Element, figure: Figure) -> None:
    """Put all that is drawn into one group with an id, for the small view to reference."""
    drawn = [child for child in root if child.tag != DEFINITIONS]
    if len(drawn) == 1 and drawn[0].tag == GROUP and "id" not in drawn[0].attrib:
        group = drawn[0]
    else:
        group = ElementTree.SubElement(root, GROUP)
        for child in drawn:
            root.remove(child)
            group.append(child)
    group.set("id", _drawing_id(figure))


def _clean(root: ElementTree.Element, ink: str) -> None:
    in_ink = re.compile(re.escape(ink), re.IGNORECASE)
    for element in root.iter():
        for child in [each for each in element if each.tag in LEFT_OUT]:
            element.remove(child)
        for name, value in element.attrib.items():
            element.set(name, in_ink.sub("currentColor", value))


def _number_series(root: ElementTree.Element) -> None:
    """Number the series of a drawing, whose names become an attribute of the whole.

    `data-at` is the number of the series of lines and marks, whose points are its values, and `data-of` of what else is
    drawn for it. Both are at the innermost element that has all of a part.
    """
    parts = [group for group in root.iter(GROUP) if "data-series" in group.attrib]
    names = list(dict.fromkeys(group.attrib["data-series"] for group in parts))
    for group in parts:
        number = str(names.index(group.attrib.pop("data-series")))
        whole = _innermost(group)
        whole.set("data-at" if group.attrib.pop("data-part") in VALUED else "data-of", number)
    if names:
        root.set("data-names", "\n".join(names))


def _innermost(element: ElementTree.Element) -> ElementTree.Element:
    drawn = [child for child in element if child.tag != DEFINITIONS]
    return _innermost(drawn[0]) if len(drawn) == 1 else element


def _frame(root: ElementTree.Element, figure: Figure) -> None:
    """Let the figure fill its column up to a maximum size, and add alternative text."""
    width = re.fullmatch(r"([0-9.]+)(pt|px)?", root.attrib.pop("width", ""))
    root.attrib.pop("height", None)
    root.attrib.pop("version", None)
    root.set("role", "img")
    root.set("aria-label", figure.title)
    root.attrib.update(STROKES)
    root.set("fill", root.get("fill", "currentColor"))
    if width:
        root.set("style", f"max-width:{LARGEST * float(width[1]):g}{width[2] or 'px'}")
