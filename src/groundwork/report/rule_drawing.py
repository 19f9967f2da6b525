"""Draws the graph of rules: one row per step, and an arrow per dependency."""

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise, permutations, product

from markupsafe import Markup

from groundwork.report.rule_graph import Rule, layers

WIDTH, BOX, HEIGHT, ROW = 112, 92, 30, 66
Point = tuple[float, float]
Edge = tuple[str, str]


def draw_rules(rules: Sequence[Rule]) -> Markup:
    """Return the graph of rules as SVG, with dependencies above; colors and fonts are those of the page."""
    layer = layers({rule.name: rule.needs for rule in rules})
    rows, edges = _with_stations(layer, [(need, rule.name) for rule in rules for need in rule.needs])
    places = _places(_ordered(rows, edges), max(map(len, rows)))
    width, height = WIDTH * max(map(len, rows)), ROW * len(rows)
    head = Markup(
        '<svg class="rules" viewBox="0 0 {} {}" width="{}" role="img" aria-label="Which rule waits for which; '
        'the list says the same in words">'
    ).format(width, height, width)
    lines = [_line(places[start], places[end], end in layer) for start, end in edges]
    boxes = [_box(name, places[name]) for name in layer]
    return head + Markup("").join([*lines, *boxes]) + Markup("</svg>")


def _with_stations(layer: Mapping[str, int], edges: Sequence[Edge]) -> tuple[list[list[str]], list[Edge]]:
    """Return the names row by row, and edges between adjacent rows, with waypoints for longer edges."""
    rows: list[list[str]] = [[] for _ in range(1 + max(layer.values()))]
    for name, number in layer.items():
        rows[number].append(name)
    short: list[Edge] = []
    for start, end in edges:
        between = range(layer[start] + 1, layer[end])
        way = [start, *(f"{start} to {end}, {number}" for number in between), end]
        for number, station in zip(between, way[1:-1], strict=True):
            rows[number].append(station)
        short += pairwise(way)
    return rows, short


def _ordered(rows: Sequence[Sequence[str]], edges: Sequence[Edge]) -> list[list[str]]:
    """Return the row orders with the fewest crossings, then the least slant; tries all orders."""
    tries = ([list(row) for row in each] for each in product(*map(permutations, rows)))
    return min(tries, key=lambda each: _cost(each, edges))


def _cost(rows: Sequence[Sequence[str]], edges: Sequence[Edge]) -> tuple[int, float]:
    """Return the number of crossings and the total slant, rounded so that equal sums compare equal."""
    shares = {name: share for row in rows for share, name in _shares(row)}
    row_of = {name: number for number, row in enumerate(rows) for name in row}
    crossings = sum(
        (shares[one[0]] - shares[other[0]]) * (shares[one[1]] - shares[other[1]]) < 0
        for one, other in combinations(edges, 2)
        if row_of[one[0]] == row_of[other[0]]
    )
    return crossings, round(sum(abs(shares[start] - shares[end]) for start, end in edges), 6)


def _shares(row: Sequence[str]) -> list[tuple[float, str]]:
    return [((index + 0.5) / len(row), name) for index, name in enumerate(row)]


def _places(rows: Sequence[Sequence[str]], widest: int) -> dict[str, Point]:
    return {
        name: (share * WIDTH * widest, ROW * (number + 0.5))
        for number, row in enumerate(rows)
        for share, name in _shares(row)
    }


def _line(start: Point, end: Point, has_arrow: bool) -> Markup:
    """Return a curve from below one position to above another, or through it if it is a waypoint."""
    (left, top), (right, bottom) = start, end
    top, bottom = top + HEIGHT / 2, bottom - HEIGHT / 2
    middle = (top + bottom) / 2
    curve = Markup('<path d="M{:g} {:g}C{:g} {:g} {:g} {:g} {:g} {:g}').format(
        left, top, left, middle, right, middle, right, bottom
    )
    if has_arrow:
        return curve + Markup('m-4 -6l4 6l4 -6"/>')
    return curve + Markup('v{:g}"/>').format(HEIGHT)


def _box(name: str, place: Point) -> Markup:
    x, y = place
    box = Markup('<rect x="{:g}" y="{:g}" width="{}" height="{}" rx="4"/>').format(
        x - BOX / 2, y - HEIGHT / 2, BOX, HEIGHT
    )
    return box + Markup('<text x="{:g}" y="{:g}" text-anchor="middle">{}</text>').format(x, y + 4.5, name)
