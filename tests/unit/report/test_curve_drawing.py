"""A case's learning curves, drawn from the data of the figure that has all of them."""

import math
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from groundwork.config.catalog import FIGURE, entries
from groundwork.config.reading import read_yaml
from groundwork.core.errors import UserError
from groundwork.report.curve_drawing import BOTTOM, HIGHEST, TOP, draw_curves, lines_of
from groundwork.report.inputs import Figure

ROOT = Path(__file__).parents[3]
CSV = """\
case,line,step,n,mean
fine,training loss,10,2,2.0
fine,training loss,20,2,1.0
fine,validation loss,0,2,2.3
fine,validation loss,10,2,9.0
fine,validation loss,20,2,
other,training loss,10,2,3.0
other,validation loss,0,2,3.0
"""
FIGURE_OF_ALL = Figure("debugging", "curves", "Curves", "How.", "<svg/>", CSV)


def test_lines_are_those_of_the_case_without_missing_points() -> None:
    training, validation = lines_of(FIGURE_OF_ALL, "fine", "x")

    assert (training.name, training.points) == ("training loss", ((10, 2), (20, 1)))
    assert (validation.name, validation.points) == ("validation loss", ((0, 2.3), (10, 9)))


def test_unknown_case_is_rejected() -> None:
    with pytest.raises(UserError) as error:
        draw_curves(FIGURE_OF_ALL, "fina", 10, "curves.yaml: x.case")
    assert str(error.value) == "curves.yaml: x.case: 'fina' is not a case of debugging/curves (fine, other)"


def test_plot_does_not_name_the_case_and_clips_what_is_above() -> None:
    drawing = draw_curves(FIGURE_OF_ALL, "fine", 10, "x")

    root = ElementTree.fromstring(drawing)  # noqa: S314 - our own
    guessing, training, validation = (each.get("points", "") for each in root.iter("polyline"))
    heights = [[float(point.partition(",")[2]) for point in line.split()] for line in (guessing, training, validation)]
    scale = (BOTTOM - TOP) / HIGHEST
    assert heights[0] == pytest.approx([scale * (HIGHEST - math.log(10))] * 2, abs=0.1)
    assert heights[1] == pytest.approx([scale * (HIGHEST - 2), scale * (HIGHEST - 1)], abs=0.1)
    assert heights[2][1] < 0, "above the plot, where the inner view cuts it off"
    assert re.findall(r">([^<>]+)</text>", drawing) == [
        *("0", "1", "2", "3", "4", "0", "20 steps", "training loss", "validation loss")
    ]


def test_curves_to_judge_are_panels_of_the_figure_that_has_them() -> None:
    curves = read_yaml(ROOT / "report" / "content" / "curves.yaml")

    assert {each["figure"].partition("/")[2] for each in curves} <= set(entries(FIGURE))
    assert len({each["case"] for each in curves}) == len(curves) >= 10
