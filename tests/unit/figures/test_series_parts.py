"""The SVG of a figure says what belongs to which series, and how its panels map numbers to places."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pandas as pd
import pytest

from groundwork.figures.shared.axes import epoch_title
from groundwork.figures.shared.drawing import FigureContext
from groundwork.figures.shared.files import draw

TablesOf = Callable[[str], dict[str, pd.DataFrame]]
SVG = "{http://www.w3.org/2000/svg}"


def groups_of(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{SVG}g"))  # noqa: S314 - drawn by this package


def number_at(axis: str, place: float) -> float:
    """Return the number at a place of a linear axis."""
    scale, *ends = axis.split(" ")
    assert scale == "linear"
    start, low, end, high = map(float, ends)
    return low + (place - start) / (end - start) * (high - low)


def test_points_of_lines_are_the_numbers_of_the_data(tables_of: TablesOf, context: FigureContext) -> None:
    svg, drawing = draw("accuracy_curves", tables_of("optimizers"), context)
    panels = [each for each in groups_of(svg) if "data-x" in each.attrib]
    titles = drawing.data["panel"].drop_duplicates().tolist()
    assert len(panels) == len(titles) == 2
    for panel, title in zip(panels, titles, strict=True):
        lines = {each.get("data-series"): each for each in panel if each.get("data-part") == "line"}
        own = drawing.data[drawing.data["panel"] == title]
        assert list(lines) == own["variant"].drop_duplicates().tolist()
        for label, line in lines.items():
            (path,) = line.iter(f"{SVG}path")
            x, y = map(float, re.findall(r"L ([\d.]+) ([\d.]+)", path.attrib["d"])[-1])
            last = own[own["variant"] == label].iloc[-1]
            assert number_at(panel.attrib["data-x"], x) == pytest.approx(last["epoch"], rel=1e-3)
            assert number_at(panel.attrib["data-y"], y) == pytest.approx(last["mean"], rel=1e-3)


def test_names_and_titles_are_marked(tables_of: TablesOf, context: FigureContext) -> None:
    svg, _ = draw("accuracy_curves", tables_of("optimizers"), context)
    groups = groups_of(svg)
    named = {each.get("data-series"): "".join(each.itertext()).strip() for each in groups if is_name(each)}
    assert named
    assert all(text.startswith(str(label)) for label, text in named.items())
    titles = {
        each.get("data-title"): "".join(each.itertext()).strip() for each in groups if "data-title" in each.attrib
    }
    assert set(titles) == {"x", "y"}
    assert titles["x"].startswith("epoch")


def is_name(group: ElementTree.Element) -> bool:
    return group.get("data-part") == "name"


def test_figure_without_series_is_as_matplotlib_drew_it(tables_of: TablesOf, context: FigureContext) -> None:
    svg, _ = draw("examples", tables_of("models"), context)
    assert "data-series" not in svg
    assert "data-x" not in svg


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ({"epoch": [0, 1, 2], "step": [0, 430, 860]}, "epoch (of 430 steps)"),
        ({"epoch": [0, 1, 0.5], "step": [0, 1719, 859.5]}, "epoch (of 1,719 steps)"),
        ({"epoch": [1, 1], "step": [430, 54]}, "epoch"),
        ({"epoch": [0, 0], "step": [0, 0]}, "epoch"),
        ({"epoch": [0, 1]}, "epoch"),
    ],
)
def test_axis_of_epochs_says_their_steps(rows: dict[str, list[float]], title: str) -> None:
    assert epoch_title(pd.DataFrame(rows)) == title
