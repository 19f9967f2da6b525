"""Precision, recall and F1 of each class: whose scores are drawn, and what stands where there is none."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from groundwork.core.class_scores import class_scores
from groundwork.figures.shared.choices import best_model
from groundwork.figures.shared.drawing import Drawing, FigureContext
from groundwork.figures.shared.files import draw
from tests.unit.figures.readable import assert_readable, drawn, texts_of
from tests.unit.figures.tiny_studies import TWO, Tables
from tests.unit.figures.tiny_tables import SEEDS, classes_of, runs_of

WORSE, BETTER = "network", "wider network"
THREE = (*TWO, "comes back")
DASH = "\N{EN DASH}"


@pytest.fixture
def three(context: FigureContext) -> FigureContext:
    return replace(context, class_names=THREE, images=None)


def tables(diverged: tuple[str, ...] = (), seeds: tuple[int, ...] = SEEDS) -> Tables:
    """Return two networks, of which the wider one does better on validation, though worse on the test split."""
    metrics = {
        "validation_accuracy_percent": lambda name, _seed: 80.0 + 5 * (name == BETTER),
        "test_accuracy_percent": lambda name, _seed: 80.0 - 5 * (name == BETTER),
    }
    runs = runs_of([WORSE, BETTER], metrics, seeds, diverged)
    lost = runs[runs["outcome"] != "finished"]
    classes = classes_of([WORSE, BETTER], (50, 30, 20))
    gone = classes["record"].isin(lost["record"]) & classes["seed"].isin(lost["seed"])
    return {"runs": runs, "classes": classes[classes["seed"].isin(seeds) & ~gone].reset_index(drop=True)}


def scores_drawn(drawing: Drawing, column: str = "mean") -> dict[str, list[float]]:
    assert_readable(drawing)
    data = drawing.data
    return {str(score): rows[column].tolist() for score, rows in data.groupby("score", sort=False)}


def written(drawing: Drawing) -> list[str]:
    return [text for text, _ in texts_of(drawing.figure)]


def test_the_means_are_those_of_the_seeds_in_the_order_of_the_classes(three: FigureContext) -> None:
    drawing = drawn("class_scores", tables(), three)
    assert scores_drawn(drawing) == {"precision (%)": [89, 79, 69], "recall (%)": [69, 59, 49], "F1 (%)": [79, 69, 59]}
    assert drawing.data["class"].tolist() == [*THREE] * 3
    assert set(drawing.data["n"]) == {len(SEEDS)}
    assert {"89.0", "59.0", "49.0"} <= set(written(drawing))


def test_the_single_seeds_are_dots(three: FigureContext) -> None:
    drawing = drawn("class_scores", tables(), three)
    places = [np.sort(np.asarray(line.get_xdata(), dtype=float)).tolist() for line in drawing.figure.axes[1].lines]
    assert [place for place in places if len(place) == len(SEEDS)] == [[68, 69, 70], [58, 59, 60], [48, 49, 50]]


def test_the_network_is_the_one_that_did_best_on_validation(three: FigureContext) -> None:
    own = tables()
    drawing = drawn("class_scores", own, three)
    assert set(drawing.data["record"]) == {f"record-{BETTER}"}
    assert f"best on validation: {BETTER}" in written(drawing)
    equal = own["runs"].assign(validation_accuracy_percent=80.0)
    assert best_model(equal) == f"record-{WORSE}", "of equals the first"


def test_the_three_axes_are_the_same_and_hold_every_seed(three: FigureContext) -> None:
    limits = {panel.get_xlim() for panel in drawn("class_scores", tables(), three).figure.axes}
    assert len(limits) == 1
    low, high = limits.pop()
    assert low < 48
    assert 90 < high <= 100


def test_a_class_that_is_never_named_has_precision_zero(three: FigureContext) -> None:
    own = tables()
    rows = own["classes"]["class"] == 2
    never = class_scores([[50, 0, 0], [0, 30, 0], [10, 10, 0]])[2]
    own["classes"].loc[rows, ["precision_percent", "recall_percent", "f1_percent"]] = (
        never.precision_percent,
        never.recall_percent,
        never.f1_percent,
    )
    drawing = drawn("class_scores", own, three)
    assert [means[2] for means in scores_drawn(drawing).values()] == [0, 0, 0]
    assert drawing.figure.axes[0].get_xlim()[0] == 0


@pytest.mark.parametrize("missing", ["its scores", "its rows"])
def test_a_class_without_test_cases_keeps_its_row_and_gets_a_dash(three: FigureContext, missing: str) -> None:
    own = tables()
    rows = own["classes"]["class"] == 1
    if missing == "its scores":
        own["classes"].loc[rows, ["precision_percent", "recall_percent", "f1_percent"]] = np.nan
    else:
        own["classes"] = own["classes"][~rows]
    drawing = drawn("class_scores", own, three)
    assert [np.isnan(means).tolist() for means in scores_drawn(drawing).values()] == [[False, True, False]] * 3
    assert written(drawing).count(DASH) == 3


def test_where_a_seed_diverged_the_others_are_drawn_without_a_mean(three: FigureContext) -> None:
    drawing = drawn("class_scores", tables(diverged=(BETTER,)), three)
    assert drawing.data["mean"].isna().all()
    assert set(drawing.data["n"]) == {2}
    assert f"best on validation: {BETTER}, 1 of 3 diverged" in written(drawing)
    assert written(drawing).count(DASH) == 9


def test_one_seed_has_no_interval(three: FigureContext) -> None:
    drawing = drawn("class_scores", tables(seeds=SEEDS[:1]), three)
    assert scores_drawn(drawing)["recall (%)"] == [70, 60, 50]
    assert drawing.data[["low", "high"]].isna().all(axis=None)
    assert "one seed: no interval" in written(drawing)


def test_a_study_that_tells_no_classes_apart_says_so(three: FigureContext) -> None:
    drawing = drawn("class_scores", {"runs": pd.DataFrame()}, three)
    assert drawing.data["nothing drawn because"].tolist() == [
        "No classification run of the study finished, so there are no test results."
    ]


@pytest.mark.parametrize("name", ["class_scores", "accuracy_by_variant"])
def test_a_record_that_two_variants_share_is_counted_once(three: FigureContext, name: str) -> None:
    """On a small dataset variants that ask for more images than there are become one, and the tables have both."""
    once = tables()
    twice = {kind: pd.concat([table, table.assign(variant=table["variant"] + " more")]) for kind, table in once.items()}

    text, drawing = draw(name, twice, three)

    assert set(drawing.data["n"]) == {len(SEEDS)}
    assert text == draw(name, once, three)[0]
