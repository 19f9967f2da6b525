"""The tables beside `runs`: what they hold, and in which order."""

import math

from groundwork.results import StudyResults
from groundwork.tables.checks import checks
from groundwork.tables.confusion import confusion
from groundwork.tables.curves import curves
from groundwork.tables.examples import examples
from groundwork.tables.layers import layers
from groundwork.tables.readings import activations, gradient_norms
from groundwork.tables.step_losses import step_losses


def test_curves_have_a_row_per_run_and_epoch(results: StudyResults) -> None:
    table = curves(results)
    first = table[(table["variant"] == "0.1") & (table["seed"] == 1)]
    assert first["epoch"].tolist() == [0, 1, 2, 3, 4]
    assert first["images_seen"].tolist() == [0, 200, 400, 600, 800]
    assert first["validation_accuracy_percent"].tolist() == [10, 50, 70, 90, 85]
    assert math.isnan(first["step_loss"].iloc[0])


def test_curves_of_a_diverged_run_end_without_a_loss(results: StudyResults) -> None:
    table = curves(results)
    run = table[(table["variant"] == "0.1") & (table["seed"] == 3)]
    assert run["epoch"].tolist() == [0, 1, 2]
    assert run["train_loss"].isna().tolist() == [False, False, True]


def test_confusion_leaves_out_what_never_occurs(results: StudyResults) -> None:
    table = confusion(results)
    one = table[(table["variant"] == "0.1") & (table["seed"] == 1)]
    assert one[["label", "predicted", "count"]].to_numpy().tolist() == [[0, 0, 3], [1, 0, 1], [1, 1, 4]]
    assert set(table["seed"]) == {1, 2, 3}


def test_examples_are_of_the_lowest_reported_seed(results: StudyResults) -> None:
    table = examples(results)
    assert table["seed"].tolist() == [1, 1, 1, 1]
    columns = ["kind", "position", "image", "label", "predicted", "probability_percent"]
    assert table[columns].to_numpy().tolist()[:2] == [
        ["first image", 0, 0, 0, 0, 50.0],
        ["confident mistake", 0, 4, 1, 0, 87.5],
    ]


def test_readings_are_sorted_by_probe_into_tables(results: StudyResults) -> None:
    assert set(gradient_norms(results)["probe"]) == {"gradient_norm"}
    assert gradient_norms(results)["value"].tolist() == [0.25] * 6
    assert activations(results)["value"].tolist() == [0.5] * 6
    assert activations(results)["layer"].iloc[0] == "output"


def test_step_losses_count_from_zero(results: StudyResults) -> None:
    table = step_losses(results).iloc[:2]
    assert table["step"].tolist() == [0, 1]
    assert table["learning_rate_at_step"].tolist() == [0.001, 0.01]
    assert table["loss"].iloc[0] == 2.25
    assert math.isnan(table["loss"].iloc[1])


def test_layers_show_the_shape_of_the_output(results: StudyResults) -> None:
    table = layers(results).iloc[:2]
    assert table["output_shape"].tolist() == ["2x4x4", "2"]
    assert table["parameters"].tolist() == [20, 66]


def test_checks_have_a_row_per_quantity(results: StudyResults) -> None:
    table = checks(results)
    assert table["check"].tolist() == ["adam_state_bytes"] * 2
    assert table["holds"].tolist() == [True, True]
    assert dict(zip(table["quantity"], table["value"], strict=True)) == {"numbers": 2, "bytes": 8}
