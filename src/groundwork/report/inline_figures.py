"""A figure's SVG made fit to stand in the page: its ink follows the theme, its ids are its own, and it is short."""

import re
from xml.etree import ElementTree

from markupsafe import Markup

from groundwork.errors import UserError
from groundwork.identity import digest_of
from groundwork.report.inputs import Figure
from groundwork.report.references import figure_anchor

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
LARGEST = 1.35  # times the size it was drawn in
# Metadata is for files; a style sheet would reach out of its figure; a script has no place in one.
LEFT_OUT = {f"{{{SVG}}}{name}" for name in ("metadata", "style", "script")}
PLACES = {"d", "points", "x", "y"}  # attributes that hold coordinates
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)


def inline_svg(figure: Figure, ink: str) -> Markup:
    """Return a figure's drawing as an element with alternative text; UserError where its file is no SVG."""
    try:
        root = ElementTree.fromstring(figure.svg)  # noqa: S314 - drawn by this package
    except ElementTree.ParseError as error:
        place = f"results/figures/{figure.study}/{figure.name}.svg"
        raise UserError(f"{place}: not a readable drawing ({error}); delete it and run again") from None
    _clean(root, f"f{digest_of(figure_anchor(figure.study, figure.name))}-", ink)
    _shorten(root)
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


def _shorten(root: ElementTree.Element) -> None:
    """Round coordinates to what a screen can show; leave out spaces, rotations by nothing, and unused ids."""
    values = [value for element in root.iter() for name, value in element.attrib.items() if name != "id"]
    used = set(re.findall(r"#([\w-]+)", " ".join(value for value in values if "#" in value and len(value) < 1000)))
    for element in root.iter():
        if element.get("id") not in {None, *used}:
            del element.attrib["id"]
        if element.get("transform", "").startswith("rotate(-0 "):
            del element.attrib["transform"]
        for name in PLACES & element.attrib.keys():
            element.set(name, _short(element.attrib[name]))
        if "style" in element.attrib:
            element.set("style", re.sub(r"([:;]) ", r"\1", element.attrib["style"]))
        if element.tag != f"{{{SVG}}}text":
            element.text = (element.text or "").strip()
            for child in element:
                child.tail = None


def _short(places: str) -> str:
    rounded = LONG_NUMBER.sub(lambda match: f"{float(match[0]):.2f}".rstrip("0").rstrip("."), places)
    return re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(rounded.split()))


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
