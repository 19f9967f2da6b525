"""The tables other than `runs`: their content and order."""

import base64
import math
from dataclasses import replace

import numpy as np
import pytest

from groundwork.tables.checks import checks
from groundwork.tables.classes import classes
from groundwork.tables.confusion import confusion
from groundwork.tables.correctness import correctness
from groundwork.tables.curves import curves
from groundwork.tables.examples import examples
from groundwork.tables.layers import layers
from groundwork.tables.measurements import measurements
from groundwork.tables.readings import activations, gradient_norms, probe_readings
from groundwork.tables.reliability import reliability
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.step_losses import step_losses


def test_long_tables_have_usual_and_varied_settings(results: StudyResults, named_results: StudyResults) -> None:
    usual = ["variant", "record", "model", "optimizer", "learning_rate", "batch_size", "seed", "label"]
    assert list(confusion(results))[:8] == usual
    patient = replace(named_results.study.variants[0], axes={"patience": 1})
    study = replace(named_results.study, variants=(patient, *named_results.study.variants[1:]))
    table = confusion(replace(named_results, study=study))
    named = ["variant", "record", "name", "model", "optimizer", "learning_rate", "batch_size", "patience", "seed"]
    assert list(table)[:9] == named
    assert table["optimizer"].unique().tolist() == ["adam", ""]
    assert table.groupby("record")["patience"].first().to_dict()["mlp-25"] == 1


def test_curves_have_one_row_per_run_and_point(results: StudyResults) -> None:
    table = curves(results)
    first = table[(table["variant"] == "0.1") & (table["seed"] == 1)]
    assert first["epoch"].tolist() == [0, 1, 2, 3, 4]
    assert first["step"].tolist() == [0, 4, 8, 12, 16]
    assert first["images_seen"].tolist() == [0, 200, 400, 600, 800]
    assert first["validation_accuracy_percent"].tolist() == [10, 50, 70, 90, 85]
    assert math.isnan(first["step_loss"].iloc[0])


def test_curves_of_diverged_run_end_with_nan_loss(results: StudyResults) -> None:
    table = curves(results)
    run = table[(table["variant"] == "0.1") & (table["seed"] == 3)]
    assert run["epoch"].tolist() == [0, 1, 2]
    assert run["train_loss"].isna().tolist() == [False, False, True]


def test_confusion_omits_zero_counts(results: StudyResults) -> None:
    table = confusion(results)
    one = table[(table["variant"] == "0.1") & (table["seed"] == 1)]
    assert one[["label", "predicted", "count"]].to_numpy().tolist() == [[0, 0, 3], [1, 0, 1], [1, 1, 4]]
    assert set(table["seed"]) == {1, 2, 3}


def test_examples_are_of_lowest_reported_seed(results: StudyResults) -> None:
    table = examples(results)
    assert table["seed"].tolist() == [1, 1, 1, 1]
    columns = ["kind", "position", "image", "label", "predicted", "probability_percent"]
    assert table[columns].to_numpy().tolist()[:2] == [
        ["first image", 0, 0, 0, 0, 50.0],
        ["confident mistake", 0, 4, 1, 0, 87.5],
    ]


def test_readings_are_split_into_tables_by_probe(results: StudyResults) -> None:
    assert set(gradient_norms(results)["probe"]) == {"gradient_norm"}
    assert gradient_norms(results)["value"].tolist() == [0.25] * 6
    assert gradient_norms(results)[["step", "epoch"]].iloc[0].tolist() == [0, 0]
    assert activations(results)["value"].tolist() == [0.5] * 6
    assert activations(results)["layer"].iloc[0] == "output"
    assert set(probe_readings(results)["probe"]) == {"dead_units"}
    assert probe_readings(results)["value"].tolist() == [0.75] * 6


def test_step_losses_start_at_step_zero(results: StudyResults) -> None:
    table = step_losses(results).iloc[:2]
    assert table["step"].tolist() == [0, 1]
    assert table["learning_rate_at_step"].tolist() == [0.001, 0.01]
    assert table["step_loss"].iloc[0] == 2.25
    assert math.isnan(table["step_loss"].iloc[1])


def test_layers_have_output_shape(results: StudyResults) -> None:
    table = layers(results).iloc[:2]
    assert table["output_shape"].tolist() == ["2x4x4", "2"]
    assert table["parameters"].tolist() == [20, 66]


def test_checks_have_one_row_per_quantity(results: StudyResults) -> None:
    table = checks(results)
    assert table["check"].tolist() == ["adam_state_bytes"] * 2
    assert table["holds"].tolist() == [True, True]
    assert dict(zip(table["quantity"], table["value"], strict=True)) == {"numbers": 2, "bytes": 8}


def test_correctness_has_one_bit_per_test_image(results: StudyResults, named_results: StudyResults) -> None:
    table = correctness(results)
    assert list(table) == ["record", "seed", "horizon", "images", "correct"]
    # Of the record at 0.1, one of the three reported seeds diverged before the first horizon.
    assert table[["record", "seed", "horizon"]].to_numpy().tolist()[:4] == [
        *(["mlp-0.1", seed, horizon] for seed in (1, 2) for horizon in (8, 16))
    ]
    assert len(table) == 2 * (2 + 3)
    bits = np.unpackbits(np.frombuffer(base64.b64decode(table["correct"].iloc[0]), np.uint8), count=8)
    assert (bits.tolist(), table["images"].iloc[0]) == ([1] * 7 + [0], 8)
    assert correctness(named_results)["horizon"].tolist() == [8, 16, 8, 16, 0]


def test_correctness_has_a_shared_record_once(results: StudyResults) -> None:
    study = replace(results.study, variants=(results.study.variants[0],) * 2)
    assert len(correctness(replace(results, study=study))) == 4


def test_classes_have_one_row_per_run_and_class(results: StudyResults) -> None:
    table = classes(results).iloc[:2]
    assert table[["seed", "class", "images"]].to_numpy().tolist() == [[1, 0, 3], [1, 1, 5]]
    assert table["precision_percent"].tolist() == [75, 100]
    assert table["recall_percent"].tolist() == [100, 80]
    assert table["f1_percent"].tolist() == pytest.approx([600 / 7, 800 / 9])


def test_reliability_has_one_row_per_run_and_confidence_range(results: StudyResults) -> None:
    table = reliability(results)
    assert table["seed"].tolist() == [1, 1, 2, 2, 1, 1, 2, 2, 3, 3]
    columns = ["confidence_percent", "accuracy_percent", "images"]
    assert table[columns].iloc[:2].to_numpy().tolist() == [[62.5, 50, 2], [93.75, 100, 6]]


def test_measurements_have_one_row_per_seed_and_value(results: StudyResults) -> None:
    table = measurements(results)
    columns = ["measurement", "function", "record", "seed", "case", "metric", "at", "value"]
    assert list(table) == columns
    name = "random_search (n_trials 2)"
    assert table.iloc[1].tolist() == [name, "random_search", f"measurement-{name}", 1, "log", "found_percent", 2, 81.5]
    assert math.isnan(table["at"].iloc[0])
    assert table["value"].isna().tolist() == [False, False, True, True]
