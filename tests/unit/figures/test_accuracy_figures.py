"""Accuracy figures against the tables that they are drawn from."""

import json
import math
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.text import Annotation

from groundwork.figures.accuracy_by_activation import accuracy_by_activation
from groundwork.figures.accuracy_by_batch_size import accuracy_by_batch_size
from groundwork.figures.accuracy_by_depth import accuracy_by_depth
from groundwork.figures.accuracy_by_learning_rate import accuracy_by_learning_rate
from groundwork.figures.accuracy_by_schedule import accuracy_by_schedule
from groundwork.figures.curves import loss_curves
from groundwork.figures.curves_tuned import accuracy_curves_tuned
from groundwork.figures.schedule_shapes import schedule_shapes
from groundwork.figures.shared.drawing import FigureContext
from groundwork.figures.shared.families import families_of
from groundwork.figures.shared.grid import Condition, draw_grid
from groundwork.figures.similarity_by_layer import similarity_by_layer
from groundwork.figures.train_and_test_accuracy import train_and_test_accuracy
from tests.unit.figures.tiny_tables import runs_of

TablesOf = Callable[[str], dict[str, pd.DataFrame]]


def test_activations_come_before_single_variants(tables_of: TablesOf, context: FigureContext) -> None:
    data = accuracy_by_activation(tables_of("activations"), context).data
    assert data[["row", "series"]].to_numpy().tolist()[:3] == [
        ["none", "shallow"],
        ["none", "deep"],
        ["sigmoid", "shallow"],
    ]
    assert data["row"].tolist()[-2:] == ["softmax regression", "deep sigmoid with batch normalization"]
    assert data["series"].tolist()[-2:] == ["", ""]


def test_depth_is_an_axis_and_what_else_differs_a_line(tables_of: TablesOf, context: FigureContext) -> None:
    tables = tables_of("depths")
    data = accuracy_by_depth(tables, context).data
    assert data[["series", "num_layers"]].to_numpy().tolist() == [
        *(["grid", layers] for layers in (1, 2, 8)),
        *(["with shortcuts", layers] for layers in (1, 2, 8)),
    ]
    means = tables["runs"].groupby("record")["test_accuracy_percent"].mean()
    assert data["mean"].tolist() == pytest.approx(means[data["record"]].tolist())


def test_networks_that_differ_in_depth_are_told_apart_by_their_layers(
    tables_of: TablesOf, context: FigureContext
) -> None:
    data = similarity_by_layer(tables_of("depths"), context).data
    assert data["case"].drop_duplicates().tolist() == [
        *(f"grid, {layers}" for layers in ("1 layer", "2 layers", "8 layers")),
        *(f"with shortcuts, {layers}" for layers in ("1 layer", "2 layers", "8 layers")),
    ]


def test_models_without_a_number_of_layers_have_no_line(tables_of: TablesOf, context: FigureContext) -> None:
    data = accuracy_by_depth(tables_of("models"), context).data
    assert data["nothing drawn because"].tolist() == ["No model of the study has a setting for its number of layers."]


def test_batch_sizes_at_one_and_at_tuned_learning_rates(tables_of: TablesOf, context: FigureContext) -> None:
    tables = tables_of("batch_sizes")
    data = accuracy_by_batch_size(tables, context).data
    assert data["panel"].tolist() == ["all at 0.001"] * 4 + ["tuned learning rates"] * 4
    assert data["batch_size"].tolist() == [16, 64, 256, 1024] * 2
    assert set(data["learning_rate"][:4]) == {0.001}
    chosen = {family.choice.record for family in families_of(tables["runs"]) if family.choice}
    assert set(data["record"][4:]) == chosen


def test_rates_that_are_not_reported_show_their_tuning_seeds(tables_of: TablesOf, context: FigureContext) -> None:
    tables = tables_of("some_reported")
    data = accuracy_by_learning_rate(tables, context).data
    test, validation = (data[data["split"] == split] for split in ("test", "validation"))
    runs = tables["runs"]

    assert len(validation) == runs["record"].nunique() == 15
    scores = runs[runs["role"] == "tuning"].groupby("record")["tuning_score"].mean()
    assert validation["mean"].tolist() == pytest.approx(scores[validation["record"]].tolist())
    assert validation["low"].isna().all()
    for name, rows in test.groupby("family"):
        chosen = rows.loc[rows["tuned"], "learning_rate"].tolist()
        assert set(rows["learning_rate"]) == {0.001, *chosen}, name
    reported = runs[runs["role"] == "report"].groupby("record")["test_accuracy_percent"].mean()
    assert test["mean"].tolist() == pytest.approx(reported[test["record"]].tolist())


def test_schedules_of_several_lengths_are_shown_at_the_longest(tables_of: TablesOf, context: FigureContext) -> None:
    tables = tables_of("some_schedules")
    data = accuracy_by_schedule(tables, context).data
    rows = data.groupby("panel", sort=False)["row"].apply(list).to_dict()

    assert rows["tuned learning rates"] == ["constant", "cosine", "one-cycle"]
    assert list(rows) == ["tuned learning rates", "at 0.01"]
    assert set(tables["runs"].set_index("record").loc[data["record"].unique(), "epochs"]) == {5}


def test_a_size_without_the_shared_rate_is_at_its_tuned_rate_only(tables_of: TablesOf, context: FigureContext) -> None:
    data = accuracy_by_batch_size(tables_of("some_batch_sizes"), context).data
    panels = data.groupby("panel", sort=False)[["batch_size", "series"]].apply(lambda rows: rows.to_numpy().tolist())

    at_one = [[16, "2 epochs"], [64, "2 epochs"], [256, "2 epochs"]]
    assert panels.to_dict() == {"all at 0.001": at_one, "tuned learning rates": [*at_one, [256, "5 epochs"]]}


def test_gap_is_difference_of_means(tables_of: TablesOf, context: FigureContext) -> None:
    tables = tables_of("named")
    data = train_and_test_accuracy(tables, context).data
    runs = tables["runs"].query("record == @data.record[0]")
    gap = runs["train_accuracy_percent"].mean() - runs["test_accuracy_percent"].mean()
    assert data["gap"][0] == pytest.approx(gap)


def test_rows_below_the_first_are_in_order_of_test_accuracy(tables_of: TablesOf, context: FigureContext) -> None:
    tables = tables_of("named")
    data = train_and_test_accuracy(tables, context).data
    assert data["record"][0] == tables["runs"]["record"].iloc[0]
    assert data["mean"][1:].is_monotonic_decreasing
    assert len(data) > 3


def test_schedule_shapes_match_schedules(tables_of: TablesOf, context: FigureContext) -> None:
    data = schedule_shapes(tables_of("schedules"), context).data
    shapes = {name: shape["rate_share_percent"].tolist() for name, shape in data.groupby("schedule", sort=False)}
    assert list(shapes) == ["constant", "step decay (gamma 0.5)", "cosine", "reduce on plateau", "one-cycle"]
    assert set(shapes["constant"]) == {100.0}
    assert sorted(set(shapes["step decay (gamma 0.5)"]), reverse=True)[:2] == [100.0, 50.0]
    assert shapes["cosine"] == sorted(shapes["cosine"], reverse=True)
    waiting = set(data.loc[data["waits_from_percent"].notna(), "schedule"])
    assert waiting == {"reduce on plateau"}


def test_schedules_of_several_lengths_are_drawn_at_the_longest(tables_of: TablesOf, context: FigureContext) -> None:
    tables = tables_of("lengths")
    runs = tables["runs"].drop_duplicates("record").set_index("record")
    longest = {record for record in runs.index if runs["epochs"][record] == 5}

    accuracies, shapes = accuracy_by_schedule(tables, context).data, schedule_shapes(tables, context).data
    curves = accuracy_curves_tuned(tables, context).data

    assert set(accuracies["row"]) == {"constant", "cosine", "reduce on plateau"}
    assert set(accuracies["record"]) == longest
    assert set(curves["record"]) <= longest
    assert shapes.groupby("schedule")["step"].max().nunique() == 1


def test_study_without_classes_has_no_accuracy_figures(tables_of: TablesOf, context: FigureContext) -> None:
    tables = tables_of("rates")
    components = json.dumps({"loss": {"name": "mean_squared_error"}})
    runs = tables["runs"].assign(test_accuracy_percent=math.nan, components=components)
    regression = tables | {"runs": runs}
    drawing = accuracy_by_learning_rate(regression, replace(context, class_names=()))
    reason = "The study has no classifiers, so there is no accuracy."
    assert drawing.data["nothing drawn because"].tolist() == [reason]
    axis = [text.get_text() for text in loss_curves(regression, context).figure.texts]
    assert "mean squared error, logarithmic" in axis


def test_rows_without_run_are_drawn_in_row_order(context: FigureContext) -> None:
    """The order of a set differs between processes, which would change the bytes of the figure."""
    names = [f"initializer {number}" for number in range(12)]
    runs = runs_of(names, {"test_accuracy_percent": lambda name, seed: seed + len(name)})
    of_rows = dict(zip(names, runs["record"].unique(), strict=True))
    whole, part = Condition("all", of_rows), Condition("one", {names[0]: of_rows[names[0]]})

    panel = draw_grid([whole, part], runs, context).figure.axes[1]

    notes = [each for each in panel.texts if isinstance(each, Annotation)]
    assert [each.xy[1] for each in notes if each.get_text() == "\N{EN DASH}"] == list(range(1, 12))
