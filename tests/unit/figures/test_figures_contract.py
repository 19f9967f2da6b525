"""Requirements on every figure for every study; new figures are tested automatically."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
import pytest

from groundwork.config.catalog import FIGURE, entries
from groundwork.figures.shared.drawing import FigureContext
from groundwork.figures.shared.files import draw, figure_function, write_figures
from groundwork.figures.shared.style import INK
from tests.unit.figures.readable import MANY_SERIES, assert_distinct, assert_readable, drawn
from tests.unit.figures.tiny_studies import TWO, USUAL

TablesOf = Callable[[str], dict[str, pd.DataFrame]]
FIGURES = list(entries(FIGURE))
CASES = {
    "rates": ("accuracy_by_learning_rate", "loss_curves", "accuracy_curves", "step_noise", "time_to_target"),
    "optimizers": ("accuracy_by_learning_rate", "loss_curves_tuned", "time_to_target", "gradient_norms"),
    "models": (
        *("accuracy_by_architecture", "accuracy_curves", "confusion_matrices", "class_scores", "examples"),
        "activation_std",
    ),
    "ramp": ("range_test",),
    "sixteen": ("loss_curves", "gradient_norms", "accuracy_by_variant"),
    "initializers": ("accuracy_by_initializer", "loss_curves", "accuracy_curves", "gradient_norms"),
    "activations": ("accuracy_by_activation", "activation_std", "loss_curves"),
    "named": ("accuracy_by_variant", "train_and_test_accuracy", "cost_against_accuracy", "accuracy_by_learning_rate"),
    "schedules": ("accuracy_by_schedule", "schedule_shapes", "accuracy_curves_tuned", "loss_curves_tuned"),
    "lengths": ("accuracy_by_schedule", "schedule_shapes", "accuracy_curves_tuned"),
    "batch_sizes": ("accuracy_by_batch_size", "accuracy_by_learning_rate", "loss_curves_tuned"),
    "images": ("accuracy_by_images", "accuracy_by_variant", "accuracy_curves", "cost_against_accuracy"),
    "some_reported": tuple(FIGURES),
    "some_batch_sizes": ("accuracy_by_batch_size", "accuracy_by_learning_rate", "loss_curves_tuned", "time_to_target"),
    "some_schedules": ("accuracy_by_schedule", "schedule_shapes", "accuracy_curves_tuned", "loss_curves_tuned"),
    "tuned_only": tuple(FIGURES),
    "twelve": tuple(FIGURES),
    "one_variant": tuple(FIGURES),
    "all_diverged": tuple(FIGURES),
    "sparse": tuple(FIGURES),
}

WITH_MANY_SERIES = {
    *("loss_curves", "accuracy_curves", "loss_curves_tuned", "accuracy_curves_tuned", "gradient_norms"),
    *("activation_std", "step_noise", "accuracy_by_images", "cost_against_accuracy"),
}


@pytest.mark.parametrize("study", CASES)
def test_figures_are_drawn_and_readable(study: str, tables_of: TablesOf, context: FigureContext) -> None:
    tables = tables_of(study)
    series = {}
    for name in CASES[study]:
        drawing = drawn(name, tables, context)
        assert len(drawing.data) > 0, name
        assert_readable(drawing)
        series[name] = assert_distinct(drawing)
    assert study != "twelve" or {name for name, most in series.items() if most >= MANY_SERIES} >= WITH_MANY_SERIES


def test_every_figure_has_test_case() -> None:
    usual = {name for names in CASES.values() if names != tuple(FIGURES) for name in names}
    assert usual | set(USUAL) == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_docstring_is_caption(name: str) -> None:
    title, blank, *rest = (figure_function(name).__doc__ or "").split("\n")
    assert 10 < len(title) < 90
    assert title[-1] not in ".:"
    assert blank == ""
    assert len(" ".join(rest).split()) > 25, "says how to read it"


@pytest.mark.parametrize("name", FIGURES)
def test_svg_is_deterministic_and_uses_ink(name: str, tables_of: TablesOf, context: FigureContext) -> None:
    tables = USUAL.get(name) or tables_of(next(study for study, names in CASES.items() if name in names))
    context = replace(context, class_names=TWO) if name in USUAL else context
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
    assert blacks == [] or name in ("confusion_matrices", "dead_units"), "black and white do not fit both themes"


def test_write_figures_deletes_other_figures(tables_of: TablesOf, context: FigureContext, tmp_path: Path) -> None:
    tables = tables_of("ramp")
    written = write_figures(tmp_path, "ramp", ["range_test", "loss_curves"], tables, context)
    folder = tmp_path / "results" / "figures" / "ramp"
    assert [path.name for path in written] == ["range_test.svg", "range_test.csv", "loss_curves.svg", "loss_curves.csv"]
    (folder / "note.txt").write_text("not ours")
    write_figures(tmp_path, "ramp", ["range_test"], tables, context)
    assert sorted(path.name for path in folder.iterdir()) == ["note.txt", "range_test.csv", "range_test.svg"]
    header = (folder / "range_test.csv").read_text().splitlines()[0]
    assert header == "seed,learning_rate,smoothed_loss,suggested,lowest,blow_up"
