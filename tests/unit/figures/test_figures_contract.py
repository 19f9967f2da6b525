"""What every figure keeps to, whichever study it is drawn for; figures are tested because they exist."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from groundwork.config.catalog import FIGURE, entries
from groundwork.figures._drawing import Drawing, FigureContext
from groundwork.figures._files import draw, figure_function, write_figures
from groundwork.figures._style import INK, RC

TablesOf = Callable[[str], dict[str, pd.DataFrame]]
FIGURES = list(entries(FIGURE))
CASES = {
    "rates": ("accuracy_by_learning_rate", "loss_curves", "accuracy_curves", "step_noise", "time_to_target"),
    "optimizers": ("accuracy_by_learning_rate", "loss_curves_tuned", "time_to_target", "gradient_norms"),
    "models": ("accuracy_by_architecture", "accuracy_curves", "confusion_matrices", "examples", "activation_spread"),
    "ramp": ("range_test",),
    "sixteen": ("loss_curves", "gradient_norms"),
    "twelve": tuple(FIGURES),
    "one_variant": tuple(FIGURES),
    "all_diverged": tuple(FIGURES),
    "sparse": tuple(FIGURES),
}
HAIR = 0.5
"""Points by which texts may touch: a line of text is measured with all the room that its tallest letters may take."""


def drawn(name: str, tables: dict[str, pd.DataFrame], context: FigureContext) -> Drawing:
    with mpl.rc_context(RC):
        return figure_function(name)(tables, context)


def texts_of(figure: Figure) -> list[tuple[str, Bbox]]:
    """Return every text that is drawn, with the box that it takes up in points; of an annotation without its leader."""
    figure.draw_without_rendering()  # puts every text in its place
    axes_of_panels = [axis for panel in figure.axes for axis in (panel.xaxis, panel.yaxis)]
    ticks = [(tick, sorted(axis.get_view_interval())) for axis in axes_of_panels for tick in axis.get_major_ticks()]
    beyond = {tick.label1 for tick, (low, high) in ticks if not low <= tick.get_loc() <= high}
    found = [
        text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_visible() and text not in beyond
    ]
    return [(text.get_text(), Text.get_window_extent(text)) for text in found if text.get_text().strip()]


def assert_readable(drawing: Drawing) -> None:
    texts = texts_of(drawing.figure)
    canvas = drawing.figure.bbox
    for text, box in texts:
        inside = box.x0 >= -HAIR and box.y0 >= -HAIR and box.x1 <= canvas.x1 + HAIR and box.y1 <= canvas.y1 + HAIR
        assert inside, f"{text!r} leaves the canvas: {box}"
    for (one, box), (other, second) in itertools.combinations(texts, 2):
        width = min(box.x1, second.x1) - max(box.x0, second.x0)
        height = min(box.y1, second.y1) - max(box.y0, second.y0)
        assert width < HAIR or height < HAIR + 1, f"{one!r} and {other!r} overlap by {width:.1f} x {height:.1f}"


@pytest.mark.parametrize("study", CASES)
def test_figures_can_be_drawn_and_read(study: str, tables_of: TablesOf, context: FigureContext) -> None:
    tables = tables_of(study)
    for name in CASES[study]:
        drawing = drawn(name, tables, context)
        assert len(drawing.data) > 0, name
        assert_readable(drawing)


def test_every_figure_has_a_usual_case() -> None:
    usual = {name for study in ("rates", "optimizers", "models", "ramp") for name in CASES[study]}
    assert usual == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_the_docstring_is_a_caption(name: str) -> None:
    title, blank, *rest = (figure_function(name).__doc__ or "").split("\n")
    assert 10 < len(title) < 90
    assert title[-1] not in ".:"
    assert blank == ""
    assert len(" ".join(rest).split()) > 25, "says how to read it"


@pytest.mark.parametrize("name", FIGURES)
def test_the_svg_is_the_same_each_time_and_takes_the_ink_of_the_page(
    name: str, tables_of: TablesOf, context: FigureContext
) -> None:
    tables = tables_of(next(study for study, names in CASES.items() if name in names))
    svg, _ = draw(name, tables, context)
    with mpl.rc_context({"font.size": 20, "svg.fonttype": "path"}):
        again, _ = draw(name, tables, context)
    assert again == svg
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own
    assert root.tag.endswith("svg")
    assert "<text " in svg
    assert f"fill: {INK}" in svg
    assert "dc:date" not in svg
    blacks = re.findall(r"(?:fill|stroke): #(?:000000|ffffff)", svg)
    assert blacks == [] or name == "confusion_matrices", "black and white do not fit both themes"


def test_write_figures_leaves_only_what_was_asked_for(
    tables_of: TablesOf, context: FigureContext, tmp_path: Path
) -> None:
    tables = tables_of("ramp")
    written = write_figures(tmp_path, "ramp", ["range_test", "loss_curves"], tables, context)
    folder = tmp_path / "results" / "figures" / "ramp"
    assert [path.name for path in written] == ["range_test.svg", "range_test.csv", "loss_curves.svg", "loss_curves.csv"]
    (folder / "note.txt").write_text("not ours")
    write_figures(tmp_path, "ramp", ["range_test"], tables, context)
    assert sorted(path.name for path in folder.iterdir()) == ["note.txt", "range_test.csv", "range_test.svg"]
    header = (folder / "range_test.csv").read_text().splitlines()[0]
    assert header == "seed,learning_rate,smoothed_loss,suggested,lowest,blow_up"


def test_a_figure_works_without_images(tables_of: TablesOf, context: FigureContext) -> None:
    drawing = drawn("examples", tables_of("models"), replace(context, images=None))
    assert not any(axes.images for axes in drawing.figure.axes)
    assert "surest\nmistakes" in [text for text, _ in texts_of(drawing.figure)]
