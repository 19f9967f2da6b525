"""Series that cannot be mistaken for one another: in looks, and by the lines that lead from them to their names."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from groundwork.figures.shared.drawing import FigureContext
from groundwork.figures.shared.files import draw
from groundwork.figures.shared.labels import space_out, without_crossings
from groundwork.figures.shared.series import categorical, markers
from groundwork.figures.shared.style import RC
from tests.unit.figures.readable import MANY_SERIES, assert_distinct, drawn
from tests.unit.figures.tiny_studies import TWO, USUAL

TablesOf = Callable[[str], dict[str, pd.DataFrame]]


def test_no_two_series_of_a_panel_of_the_usual_figures_share_color_and_marker(context: FigureContext) -> None:
    """Those of the other figures are looked at where these are drawn, in the contract."""
    series = {
        name: assert_distinct(drawn(name, tables, replace(context, class_names=TWO))) for name, tables in USUAL.items()
    }
    assert series["signal_through_depth"] >= MANY_SERIES


def test_colors_meet_each_marker_once_in_six_turns() -> None:
    assert len(set(zip(categorical(36), markers(36), strict=True))) == 36
    assert markers(8) == ["o", "s", "^", "D", "v", "P", "s", "^"]


def test_many_models_are_broken_in_several_ways_and_networks_never(tables_of: TablesOf, context: FigureContext) -> None:
    svg, drawing = draw("accuracy_by_images", tables_of("many_models"), context)
    style = (
        rf"fill: none; (?:stroke-dasharray: ([\d.,]+); )?[^\"]*?stroke: (#\w+); stroke-width: {RC['lines.linewidth']}"
    )
    lines = re.findall(style, svg)
    networks = drawing.data.loc[drawing.data["series"].str.contains("MLP|CNN"), "series"].nunique()
    assert len(lines) == len(set(lines)) == drawing.data["series"].nunique() == 9
    assert [dash for dash, _ in lines].count("") == networks == 2


@pytest.mark.parametrize(
    ("starts", "places", "dealt"),
    [
        ([(0.0, 50.0), (80.0, 51.0)], [70.0, 80.0], [80.0, 70.0]),
        ([(0.0, 50.0), (80.0, 51.0)], [45.0, 55.0], [45.0, 55.0]),
        ([(100.0, 3.0), (100.0, 3.0), (100.0, 2.0)], [10.0, 20.0, 0.0], [10.0, 20.0, 0.0]),
        ([(10.0, 40.0), (50.0, 41.0), (90.0, 42.0)], [60.0, 70.0, 80.0], [80.0, 70.0, 60.0]),
        ([], [], []),
    ],
)
def test_leaders_that_would_cross_change_places(
    starts: list[tuple[float, float]], places: list[float], dealt: list[float]
) -> None:
    assert without_crossings(starts, places, 114.0) == dealt


def test_no_two_leaders_cross_among_many_points_at_one_height() -> None:
    starts = [(7.0 * (11 * number % 40), 60.0 + 13 * number % 17) for number in range(40)]
    places = without_crossings(starts, space_out([level for _, level in starts], 10, 400), 300.0)
    assert sorted(places) == pytest.approx(sorted(space_out([level for _, level in starts], 10, 400)))
    for (one, place), (other, second) in itertools.combinations(zip(starts, places, strict=True), 2):
        (x, y), (left, level) = max(one, other), min(one, other)
        to, end = (place, second) if one > other else (second, place)
        passing = level + (end - level) * (x - left) / (300 - left)
        assert (passing - y) * (end - to) >= 0
