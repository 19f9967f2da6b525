"""Series are distinct in style, and the leaders to their labels do not cross."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from groundwork.figures.shared.drawing import FigureContext
from groundwork.figures.shared.files import draw
from groundwork.figures.shared.labels import space_out, without_crossings
from groundwork.figures.shared.marks import BOX, number_places
from groundwork.figures.shared.series import shown_groups
from groundwork.figures.shared.series_styles import series_styles
from groundwork.figures.shared.style import RC
from tests.unit.figures.readable import MANY_SERIES, assert_distinct, drawn
from tests.unit.figures.tiny_studies import TWO, USUAL

TablesOf = Callable[[str], dict[str, pd.DataFrame]]


def test_series_of_panel_have_distinct_color_and_marker(context: FigureContext) -> None:
    """The other figures are checked in test_figures_contract."""
    series = {
        name: assert_distinct(drawn(name, tables, replace(context, class_names=TWO))) for name, tables in USUAL.items()
    }
    assert series["signal_through_depth"] >= MANY_SERIES


def test_styles_are_distinct() -> None:
    styles = list(series_styles(f"name{number}" for number in range(36)).values())
    assert len({(style.color, style.marker) for style in styles}) == 36
    assert len({(style.color, str(style.dash)) for style in styles[:18]}) == 18
    assert [style.marker for style in styles[:8]] == ["o", "s", "^", "D", "v", "P", "s", "^"]


def test_well_known_name_has_its_color_in_every_figure() -> None:
    alone = series_styles(["Adam"])["Adam"]
    assert series_styles(["mine", "Adam", "SGD"])["Adam"] == alone
    assert series_styles(["RMSprop", "Adam, 0.01", "Adam, tuned 0.1"])["Adam, 0.01"] == alone


def test_settings_of_one_name_share_its_color_and_differ_in_dash() -> None:
    shared, tuned = series_styles(["Adam, 0.01", "Adam, tuned 0.1"]).values()
    assert shared.color == tuned.color
    assert (shared.dash == tuned.dash, shared.marker == tuned.marker) == (False, False)


def test_many_settings_of_one_name_differ_in_color() -> None:
    styles = series_styles(f"MLP (hidden {width})" for width in (32, 64, 128, 256)).values()
    assert len({style.color for style in styles}) == 4


def test_unknown_name_avoids_the_colors_of_known_ones() -> None:
    styles = series_styles(["mine", "SGD", "momentum"])
    assert len({style.color for style in styles.values()}) == 3


def test_equal_labels_of_panels_have_equal_styles(tables_of: TablesOf) -> None:
    """An initialization has one color, whichever other initializations a panel shows."""
    panels, _ = shown_groups(tables_of("initializers")["runs"])
    styles = [{variant.label: (variant.color, variant.dash) for variant in shown} for shown in panels.values()]
    assert len(styles) == 3
    for label in styles[1]:
        assert len({str(panel[label]) for panel in styles if label in panel}) == 1, label
    assert styles[0].keys() - styles[1].keys()


def test_numbers_keep_clear_of_marks_and_of_each_other() -> None:
    marks = [(50.0, 50.0), (50.0, 50.0), (58.0, 50.0), (2.0, 2.0), (97.0, 60.0)]
    places = number_places(marks, 100.0, 100.0)
    for one, other in itertools.combinations([*places, *marks[2:]], 2):
        assert abs(one[0] - other[0]) >= BOX or abs(one[1] - other[1]) >= BOX, (one, other)
    assert all(BOX / 2 <= part <= 100 - BOX / 2 for place in places for part in place)


def test_classical_models_are_dashed_and_networks_solid(tables_of: TablesOf, context: FigureContext) -> None:
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
def test_crossing_leaders_are_swapped(
    starts: list[tuple[float, float]], places: list[float], dealt: list[float]
) -> None:
    assert without_crossings(starts, places, 114.0) == dealt


def test_many_leaders_do_not_cross() -> None:
    starts = [(7.0 * (11 * number % 40), 60.0 + 13 * number % 17) for number in range(40)]
    places = without_crossings(starts, space_out([level for _, level in starts], 10, 400), 300.0)
    assert sorted(places) == pytest.approx(sorted(space_out([level for _, level in starts], 10, 400)))
    for (one, place), (other, second) in itertools.combinations(zip(starts, places, strict=True), 2):
        (x, y), (left, level) = max(one, other), min(one, other)
        to, end = (place, second) if one > other else (second, place)
        passing = level + (end - level) * (x - left) / (300 - left)
        assert (passing - y) * (end - to) >= 0
