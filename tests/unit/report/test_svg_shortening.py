"""SVG shortening: groups, ids, styles and links, without a change in look."""

import re
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from groundwork.report.inline_figures import inline_svg
from groundwork.report.inputs import Figure
from groundwork.report.svg_shortening import DrawingStyles, shorten


def shortened(inner: str, styles: DrawingStyles | None = None) -> str:
    """Return the content of a drawing after shortening; its styles are added to these."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    root = ElementTree.fromstring(f"<svg {names}>{inner}</svg>")  # noqa: S314 - made up here
    shorten(root, "f1-", styles or DrawingStyles())
    text = ElementTree.tostring(root, encoding="unicode")
    return re.sub(r"^<svg[^>]*>|</svg>$", "", text).replace("svg:", "")


def test_groups_without_attributes_are_flattened() -> None:
    inner = '<g><path d="M0 0" /><g><path d="M1 1" /></g><g /><g opacity="1"><path d="M2 2" /></g></g><path d="M3 3" />'
    kept = '<path d="M0 0" /><path d="M1 1" /><g opacity="1"><path d="M2 2" /></g><path d="M3 3" />'
    assert shortened(inner) == kept


def test_empty_elements_are_dropped() -> None:
    assert shortened('<defs><g /></defs><g opacity="1"><g /></g><path d="M0 0" />') == '<path d="M0 0" />'


def test_used_ids_are_numbered() -> None:
    inner = (
        '<defs><path id="no" d="M0 1" /><path id="p1" d="M0 2" /><path id="p10" d="M0 3" /></defs>'
        '<use xlink:href="#p10" style="fill:#abc" /><g clip-path="url(#p1)"><text style="fill:#p1">#p1</text></g>'
    )
    assert shortened(inner) == (
        '<defs><path d="M0 1" /><path id="f1-0" d="M0 2" /><path id="f1-1" d="M0 3" /></defs>'
        '<use href="#f1-1" class="d0" /><g clip-path="url(#f1-0)"><text class="d1">#p1</text></g>'
    )


def test_equal_definitions_are_shared() -> None:
    marks = '<path id="a" d="M0 0" /><path id="b" d="M0 0" /><path id="c" d="M1 1" />'
    assert shortened(f'<defs>{marks}</defs><use href="#b" /><use xlink:href="#a" /><use href="#c" />') == (
        '<defs><path id="f1-0" d="M0 0" /><path id="f1-1" d="M1 1" /></defs>'
        '<use href="#f1-0" /><use href="#f1-0" /><use href="#f1-1" />'
    )


def test_shapes_that_are_not_seen_are_dropped() -> None:
    inner = '<path d="M0 0" style="fill: none" /><path d="M1 1" style="fill: none; stroke: red" />'
    assert shortened(inner) == '<path d="M1 1" class="d0" />'


def test_neighbors_clipped_by_one_rectangle_are_in_one_view() -> None:
    clips = '<clipPath id="a"><rect x="1.2345" y="2" width="3" height="4" /></clipPath>'
    other = (
        '<clipPath id="b"><rect width="9" height="9" /></clipPath><clipPath id="c"><path id="d" d="M0 0" /></clipPath>'
    )
    drawn = (
        '<path clip-path="url(#a)" d="M0 0" /><path clip-path="url(#a)" d="M0 1" /><path />'
        '<path clip-path="url(#b)" d="M10 0" />'
    )
    assert shortened(f'<defs>{clips}{other}</defs>{drawn}<path clip-path="url(#c)" />') == (
        '<defs><clipPath id="f1-2"><path d="M0 0" /></clipPath></defs>'
        '<svg x="1.2" y="2" width="3" height="4" viewBox="1.2 2 3 4"><path d="M0 0" /><path d="M0 1" /></svg><path />'
        '<svg x="0" y="0" width="9" height="9" viewBox="0 0 9 9"><path d="M10 0" /></svg>'
        '<path clip-path="url(#f1-2)" />'
    )


def test_equal_styles_of_all_drawings_are_one_class() -> None:
    styles = DrawingStyles()
    inner = '<path style="fill: red; x: 1" /><path style="fill:red;x:1" /><path style="fill:blue" />'
    assert shortened(inner, styles) == '<path class="d0" /><path class="d0" /><path class="d1" />'
    assert shortened('<path style="fill:blue" />', styles) == '<path class="d1" />'
    assert styles.sheet == ".d0{fill:red;x:1}.d1{fill:blue}"


def test_coordinates_are_rounded_to_a_tenth() -> None:
    valued = '<path data-at="0" d="M 1.23456 -5.001 L 2 0.5 L -0.01 7" />'
    assert shortened(valued) == '<path data-at="0" d="M1.2 -5L2 0.5L0 7" />'


def test_paths_without_values_are_relative() -> None:
    """The page reads the values of a line from its absolute points; the shape of a mark beside it is no value."""
    path = '<path d="M10 10L20 10L20 15.5" />'
    assert shortened(path) == '<path d="m10 10h10v5.5" />'
    mark = '<defs><path id="a" d="M10 10L20 10" /></defs>'
    assert shortened(f'<g data-at="0">{mark}{path}<use href="#a" /></g>') == (
        '<g data-at="0"><defs><path id="f1-0" d="m10 10h10" /></defs>'
        '<path d="M10 10L20 10L20 15.5" /><use href="#f1-0" /></g>'
    )


@pytest.mark.parametrize(
    ("drawn", "is_clipped"),
    [
        ('<path clip-path="url(#a)" d="M1 2L4 6" />', False),
        ('<path clip-path="url(#a)" d="M1 2L4 7" />', True),
        ('<path clip-path="url(#a)" d="M0 2L4 6" />', True),
        ('<g clip-path="url(#a)"><use href="#mark" x="2" y="3" /></g>', False),
        ('<g clip-path="url(#a)"><use href="#mark" x="4" y="3" /></g>', True),
        ('<path clip-path="url(#a)" d="M1 2" transform="scale(2)" />', True),
        ('<text clip-path="url(#a)" x="1" y="2">a</text>', True),
    ],
)
def test_what_is_within_its_rectangle_is_not_clipped(drawn: str, is_clipped: bool) -> None:
    clip = '<clipPath id="a"><rect x="1" y="2" width="3" height="4" /></clipPath><path id="mark" d="M-1 -1L1 1z" />'
    assert ("<svg" in shortened(f"<defs>{clip}</defs>{drawn}")) is is_clipped


def test_neighbors_of_one_class_share_a_group() -> None:
    styles = DrawingStyles()
    dot, faint = '<path d="M0 0" style="fill:red" />', '<path d="M0 0" style="opacity:0.5" />'
    assert shortened(f"{dot * 3}{dot.replace('red', 'blue')}", styles) == (
        '<g class="d0"><path d="M0 0" /><path d="M0 0" /><path d="M0 0" /></g><path d="M0 0" class="d1" />'
    )
    assert shortened(f"{faint * 3}{dot}", styles).count('class="d2"') == 3
    assert styles.sheet == ".d0{fill:red}.d1{fill:blue}.d2{opacity:0.5}"


def test_series_are_numbered_where_their_parts_are(samples: SimpleNamespace) -> None:
    """A part with one element is that element, so that neighbors still share a view."""
    drawn = """<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt" viewBox="0 0 9 9">
        <g data-series="a &amp; b" data-part="line"><path d="M0 0L1 1" style="fill:none;stroke:#111111"/></g>
        <g data-series="c" data-part="band"><path d="M0 0L1 1L1 0z" style="fill:#222222"/></g>
        <g data-series="a &amp; b" data-part="name"><text x="1" y="1">a &amp; b</text></g></svg>"""
    figure = Figure("study", "curves", "Curves", "Read.", drawn, "")
    root = ElementTree.fromstring(str(inline_svg(figure, samples.site().ink, "f1-", DrawingStyles())))  # noqa: S314 - made up here
    assert root.get("data-names") == "a & b\nc"
    parts = {(each.tag.rpartition("}")[2], name): each.get(name) for each in root.iter() for name in each.attrib}
    found = {key: value for key, value in parts.items() if key[1].startswith("data-")}
    assert found == {
        ("svg", "data-names"): "a & b\nc",
        ("path", "data-at"): "0",
        ("path", "data-of"): "1",
        ("text", "data-of"): "0",
    }
