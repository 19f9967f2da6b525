"""The `runs` and `summary` tables against numbers worked out by hand."""

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd
import pytest

from groundwork.results import StudyResults
from groundwork.tables.runs import runs
from groundwork.tables.summary import summary


@pytest.fixture
def table(results: StudyResults) -> pd.DataFrame:
    return runs(results)


def test_rows_are_in_order_of_plan_then_seed(table: pd.DataFrame) -> None:
    assert table["variant"].tolist() == ["0.1"] * 4 + ["0.01"] * 4
    assert table["seed"].tolist() == [1, 2, 3, 7, 1, 2, 3, 7]
    assert table["role"].tolist() == ["report", "report", "report", "tuning"] * 2


def test_settings_are_those_of_the_spec(table: pd.DataFrame, results: StudyResults) -> None:
    first = table.iloc[0]
    assert first["record"] == results.study.variants[0].record
    assert first["dataset"] == "digits"
    assert first["model"] == "mlp (hidden 8)"
    assert first["optimizer"] == "adam"
    assert first["learning_rate"] == 0.1
    assert (first["batch_size"], first["train_images"], first["epochs"], first["parameters"]) == (50, 200, 4, 86)


def test_metrics_of_a_finished_run(table: pd.DataFrame) -> None:
    run = table.iloc[0]
    assert run["outcome"] == "finished"
    assert math.isnan(run["diverged_at_step"])
    assert run["test_accuracy_percent"] == 87.5
    assert run["test_loss"] == 0.6
    assert run["validation_accuracy_percent"] == 85
    assert run["best_validation_accuracy_percent"] == 90
    assert run["train_loss"] == 0.4
    assert run["first_epoch_train_loss"] == 1.0
    assert run["late_step_loss_spread"] == pytest.approx(0.4)
    assert run["generalization_gap_points"] == pytest.approx(10)


def test_time_to_target_is_interpolated_between_epochs(table: pd.DataFrame) -> None:
    assert table["epochs_to_target"].iloc[0] == pytest.approx(2.5)  # 70 % after epoch 2, 90 % after epoch 3


def test_a_miss_of_the_target_is_infinite(table: pd.DataFrame) -> None:
    assert table["epochs_to_target"].iloc[1] == math.inf
    assert table["test_accuracy_percent"].iloc[1] == 75


def test_late_epoch_spread_is_what_a_straight_line_leaves(table: pd.DataFrame) -> None:
    # 0.8, 0.5, 0.4 around the line 0.76667, 0.56667, 0.36667, with one degree of freedom
    assert table["late_epoch_loss_spread"].iloc[0] == pytest.approx(math.sqrt(0.02 / 3))


def test_a_diverged_run_guesses(table: pd.DataFrame) -> None:
    run = table.iloc[2]
    assert run["outcome"] == "diverged at step 5"
    assert run["diverged_at_step"] == 5
    assert run["steps"] == 8
    for metric in ("test", "validation", "train", "best_validation"):
        assert run[f"{metric}_accuracy_percent"] == 50  # two classes
    for metric in ("test_loss", "train_loss", "validation_loss", "epochs_to_target", "late_step_loss_spread"):
        assert run[metric] == math.inf
    assert math.isnan(run["generalization_gap_points"])
    assert run["first_epoch_train_loss"] == 1.9


def test_tuning_seeds_have_no_test(table: pd.DataFrame) -> None:
    tuning = table[table["role"] == "tuning"]
    assert tuning["test_accuracy_percent"].isna().all()
    assert tuning["test_loss"].isna().all()
    assert tuning["validation_accuracy_percent"].tolist() == [85, 50]


def summary_row(results: StudyResults, variant: str, metric: str) -> dict[Hashable, Any]:
    table = summary(results)
    return table[(table["variant"] == variant) & (table["metric"] == metric)].to_dict("records")[0]


def test_summary_is_over_reported_seeds(results: StudyResults) -> None:
    row = summary_row(results, "0.01", "test_accuracy_percent")
    assert (row["n"], row["mean"], row["spread"], row["diverged"], row["infinite"]) == (3, 75, 12.5, 0, 0)
    half = 4.302653 * 12.5 / math.sqrt(3)
    assert [row["low"], row["high"]] == pytest.approx([75 - half, 75 + half])
    assert row["unit"] == "%"


def test_summary_counts_what_is_infinite(results: StudyResults) -> None:
    row = summary_row(results, "0.1", "epochs_to_target")
    assert (row["n"], row["mean"], row["diverged"], row["infinite"]) == (3, math.inf, 1, 2)
    assert math.isnan(row["low"])
