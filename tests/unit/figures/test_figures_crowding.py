"""Figures in which one thing crowded out another: a line all others, a label its neighbor, one count another."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from groundwork.figures.shared.drawing import Drawing, FigureContext
from groundwork.figures.shared.style import LINE_HEIGHT, TEXT
from tests.unit.figures.readable import assert_readable, drawn, texts_of
from tests.unit.figures.tiny_studies import TWO, USUAL
from tests.unit.figures.tiny_tables import runs_of

TablesOf = Callable[[str], dict[str, pd.DataFrame]]
STILL = "loss\nis\nflat"


def notes_of(drawing: Drawing) -> list[str]:
    return [text.get_text() for text in drawing.figure.texts]


def test_a_loss_of_billions_leaves_room_for_the_others(tables_of: TablesOf, context: FigureContext) -> None:
    tables = tables_of("initializers")
    curves = tables["curves"]
    losses = ["train_loss", "validation_loss"]
    curves.loc[curves["record"] == curves["record"].iloc[-1], losses] *= 1e9
    untrained = curves.query("role == 'report' and epoch == 0")[losses].to_numpy()

    drawing = drawn("loss_curves", tables, context)

    tops = [panel.get_ylim()[1] for panel in drawing.figure.axes]
    assert tops == pytest.approx([10 * np.median(untrained) * 1.12] * len(tops))
    assert drawing.data["mean"].max() > 1e8
    assert_readable(drawing)
    labels = [(text, (box.y0 + box.y1) / 2) for text, box in texts_of(drawing.figure) if text == "sparse"]
    edge = max(panel.bbox.y1 for panel in drawing.figure.axes[-2:])
    assert min(abs(place - edge) for _, place in labels) < LINE_HEIGHT * TEXT, "named at the upper edge"


def test_losses_that_stay_within_reach_are_all_shown(tables_of: TablesOf, context: FigureContext) -> None:
    drawing = drawn("loss_curves", tables_of("initializers"), context)
    tops = [panel.get_ylim()[1] for panel in drawing.figure.axes]
    assert tops == pytest.approx([drawing.data["mean"].max() * 1.12] * len(tops))


def test_without_untrained_networks_nothing_is_cut_off(tables_of: TablesOf, context: FigureContext) -> None:
    tables = tables_of("many_models")
    curves = tables["curves"].query("epoch > 0")
    drawing = drawn("loss_curves", tables | {"curves": curves}, context)
    assert drawing.figure.axes[0].get_ylim()[1] >= drawing.data["mean"].max()


def test_variants_with_unlike_numbers_of_seeds_are_told_so(context: FigureContext) -> None:
    runs = runs_of(["a", "b"], {"test_accuracy_percent": lambda _, seed: 80.0 + seed % 3}, tuple(range(8)))
    fewer = runs[(runs["name"] == "a") | (runs["seed"] < 5)]
    drawing = drawn("variation_over_seeds", {"runs": fewer}, replace(context, class_names=TWO))
    assert "mark: mean of 5 to 8 seeds, bar: 95 % interval" in notes_of(drawing)


def test_a_number_that_is_no_mean_has_no_seeds_to_count(context: FigureContext) -> None:
    drawing = drawn("accuracy_misleads", USUAL["accuracy_misleads"], replace(context, class_names=TWO))
    assert "mark: mean of 3 seeds, bar: 95 % interval" in notes_of(drawing)


def test_a_small_difference_and_none_are_named_apart(context: FigureContext) -> None:
    runs = runs_of(["a", "b"], {"test_accuracy_percent": lambda name, seed: 80.0 + len(name) * seed % 7}, (1, 2, 3, 4))
    runs.loc[runs["name"] == "b", "test_accuracy_percent"] *= np.tile([0.8, 1.2], 2)
    drawing = drawn("variation_over_seeds", {"runs": runs}, replace(context, class_names=TWO))
    middles = {text: (box.y0 + box.y1) / 2 for text, box in texts_of(drawing.figure)}
    assert middles["0.5 points"] - middles["no difference"] > 0.95 * LINE_HEIGHT * TEXT


def test_what_is_said_of_a_loss_standing_still_keeps_off_the_curve(tables_of: TablesOf, context: FigureContext) -> None:
    figure = drawn("schedule_shapes", tables_of("schedules"), context).figure
    boxes = dict(texts_of(figure))
    panel = next(each for each in figure.axes if each.get_title("left").split() == ["reduce", "on", "plateau"])
    still = panel.transData.transform((40, 50))[0]  # two of five epochs
    assert panel.bbox.x0 < boxes[STILL].x0
    assert boxes[STILL].x1 < still
