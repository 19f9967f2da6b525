"""Shortens SVG without changing its look: fewer digits, spaces, groups, ids and styles."""

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from xml.etree.ElementTree import Element, tostring

from groundwork.report.path_shortening import relative_path

SVG = "http://www.w3.org/2000/svg"
PLACES = {"d", "points", "x", "y"}  # attributes with coordinates
LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
REFERENCE = re.compile(r"(?<=url\(#)[^)]+|(?<=^#).+")  # what follows the # in a link or in url(#...)
GROUP, DEFINITIONS = (f"{{{SVG}}}{name}" for name in ("g", "defs"))
CLIP_PATH, PATH, RECTANGLE = (f"{{{SVG}}}{name}" for name in ("clipPath", "path", "rect"))
FEWEST = 3
"""Neighbors of one class from which on a group takes fewer bytes."""
USE = f"{{{SVG}}}use"
HAIR = 0.2
"""Points by which a shape may leave its rectangle without being clipped: less than half a line's width."""
LINK = "{http://www.w3.org/1999/xlink}href"


class DrawingStyles:
    """The styles of all drawings of a page, each as a class."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def class_of(self, style: str) -> str:
        """Return the class of a style, the same for equal styles."""
        return self._names.setdefault(style, f"d{len(self._names)}")

    @property
    def of_groups(self) -> set[str]:
        """The classes that look the same on a group as on all that is in it: no opacity of the whole."""
        return {name for style, name in self._names.items() if not re.search(r"(^|;)opacity:", style)}

    @property
    def sheet(self) -> str:
        """The style sheet of the page for its drawings."""
        return "".join(f".{name}{{{style}}}" for style, name in self._names.items())


def shorten(root: Element, prefix: str, styles: DrawingStyles) -> None:
    """Shorten a drawing in place; `prefix` makes its ids unique on the page, `styles` has the classes of its styles."""
    _shorten_attributes(root)
    _drop_what_is_not_seen(root)
    _share_definitions(root)
    _rename(root, prefix)
    _flatten(root)
    _clip_by_views(root)
    _shorten_paths(root)
    _share_styles(root, styles)


def _shorten_attributes(root: Element) -> None:
    """Round coordinates to screen resolution; remove spaces and zero rotations."""
    for element in root.iter():
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


def _shorten_paths(root: Element) -> None:
    """Write the data of paths relative; lines with values stay absolute, because the page reads their points."""
    valued = {path for part in root.iter() if "data-at" in part.attrib for path in (part, *part)}
    for path in root.iter(PATH):
        if path not in valued and "d" in path.attrib:
            path.set("d", relative_path(path.attrib["d"]))


def _clip_by_views(root: Element) -> None:
    """Put what rectangles clip into views of these rectangles, neighbors with one rectangle into one view.

    A view cuts what leaves it without a resource. Browsers do not find resources in what is folded away, and the small
    views of a drawing show it while it is.
    """
    paths = {path.get("id", ""): path for path in root.iter(CLIP_PATH) if [each.tag for each in path] == [RECTANGLE]}
    _leave_whole(root, paths)
    for parent in list(root.iter()):
        children: list[Element] = []
        for name, clipped in groupby(list(parent), lambda child: _clipped_by(child, paths)):
            run = list(clipped)
            children += [_view(run, paths[name][0])] if name else run
        parent[:] = [child for child in children if child.get("id", "") not in paths or child.tag != CLIP_PATH]
    _flatten(root)  # the definitions may be empty now


def _leave_whole(root: Element, paths: Mapping[str, Element]) -> None:
    """Clip nothing that is within its rectangle anyway."""
    shapes = {shape.get("id", ""): shape for shape in root.iter() if "id" in shape.attrib}
    for element in root.iter():
        name = _clipped_by(element, paths)
        if name and all(_is_within(each, paths[name][0], shapes) for each in element.iter()):
            del element.attrib["clip-path"]


def _is_within(element: Element, rectangle: Element, shapes: Mapping[str, Element]) -> bool:
    """Return whether a path, or a use of one, lies within a rectangle; its control points decide."""
    if element.tag == GROUP:
        return "transform" not in element.attrib
    shape = shapes.get(element.get("href", "").removeprefix("#")) if element.tag == USE else element
    if shape is None or shape.tag != PATH or {"transform"} & (element.attrib.keys() | shape.attrib.keys()):
        return False
    numbers = [float(number) for number in NUMBER.findall(shape.get("d", ""))]
    left, low, width, height = (float(rectangle.get(name, "0")) for name in ("x", "y", "width", "height"))
    right, down = float(element.get("x", "0")), float(element.get("y", "0"))
    return all(left - HAIR <= x + right <= left + width + HAIR for x in numbers[::2]) and all(
        low - HAIR <= y + down <= low + height + HAIR for y in numbers[1::2]
    )


def _clipped_by(element: Element, paths: Mapping[str, Element]) -> str:
    named = REFERENCE.findall(element.get("clip-path", ""))
    return named[0] if named and named[0] in paths else ""


def _view(clipped: Iterable[Element], rectangle: Element) -> Element:
    box = {name: _short(rectangle.get(name, "0")) for name in ("x", "y", "width", "height")}
    view = Element(f"{{{SVG}}}svg", {**box, "viewBox": " ".join(box.values())})
    for element in clipped:
        del element.attrib["clip-path"]
        view.append(element)
    return view


def _short(places: str) -> str:
    rounded = LONG_NUMBER.sub(_rounded, places)
    return re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(rounded.split()))


def _rounded(number: re.Match[str]) -> str:
    text = f"{float(number[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _drop_what_is_not_seen(root: Element) -> None:
    """Remove shapes that are neither filled nor stroked, such as the backgrounds of transparent figures."""
    for parent in list(root.iter()):
        if parent.tag != CLIP_PATH:
            parent[:] = [child for child in parent if child.tag != PATH or child.get("style") != "fill:none"]


def _share_definitions(root: Element) -> None:
    """Leave of equal definitions the first, and let all that use one of them use it."""
    first: dict[str, str] = {}
    same: dict[str, str] = {}
    for definitions in root.iter(DEFINITIONS):
        for child in [each for each in definitions if each.get("id")]:
            name = child.attrib["id"]
            drawn = tostring(child, encoding="unicode").replace(f'id="{name}"', "", 1)
            same[name] = first.setdefault(drawn, name)
        definitions[:] = [child for child in definitions if same.get(child.get("id", ""), "") == child.get("id", "")]
    for element in root.iter():
        for key, value in element.items():
            for name in _named_by(key, value):
                element.set(key, element.attrib[key].replace(f"#{name}", f"#{same.get(name, name)}"))


def _rename(root: Element, prefix: str) -> None:
    """Number the ids that are referenced, drop the others, and write links as in SVG 2."""
    used = {name for element in root.iter() for key, value in element.items() for name in _named_by(key, value)}
    found = [element.attrib["id"] for element in root.iter() if element.get("id") in used]
    names = {old: f"{prefix}{number}" for number, old in enumerate(found)}
    for element in root.iter():
        attributes = dict(element.attrib)
        element.attrib.clear()
        for key, value in attributes.items():
            if key == "id" and value in names:
                element.set("id", names[value])
            elif key != "id":
                new = value
                for name in _named_by(key, value):
                    new = new.replace(f"#{name}", f"#{names.get(name, prefix + name)}")
                element.set("href" if key == LINK else key, new)


def _named_by(key: str, value: str) -> list[str]:
    return REFERENCE.findall(value) if "url(#" in value or key in {"href", LINK} else []


def _flatten(element: Element) -> None:
    """Replace groups without attributes by their children, and drop empty elements."""
    for child in list(element):
        _flatten(child)
        empty = len(child) == 0 and child.tag in {GROUP, DEFINITIONS}
        if empty or (child.tag == GROUP and not child.attrib):
            place = list(element).index(child)
            element[place : place + 1] = list(child)


def _share_styles(root: Element, styles: "DrawingStyles") -> None:
    """Convert each style to its class on the page."""
    for element in root.iter():
        if "style" in element.attrib:
            element.set("class", styles.class_of(element.attrib.pop("style")))
    _share_among_neighbors(root, styles.of_groups)


def _share_among_neighbors(parent: Element, classes: Collection[str]) -> None:
    """Put neighbors of one of these classes into a group that has it."""
    children: list[Element] = []
    for name, neighbors in groupby(list(parent), lambda child: child.get("class", "")):
        run = list(neighbors)
        if name in classes and len(run) >= FEWEST and len(run) < len(parent):
            group = Element(GROUP, {"class": name})
            for each in run:
                del each.attrib["class"]
                group.append(each)
            run = [group]
        children += run
    parent[:] = children
    for child in parent:
        _share_among_neighbors(child, classes)
