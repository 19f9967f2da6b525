"""The `runs` and `summary` tables against numbers worked out by hand."""

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd
import pytest

from groundwork.config.names import Component
from groundwork.records import schema
from groundwork.tables.runs import runs
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import COLUMNS
from groundwork.tables.summary import summary
from tests.unit.tables import made


@pytest.fixture
def table(results: StudyResults) -> pd.DataFrame:
    return runs(results)


def test_rows_are_in_order_of_plan_then_seed(table: pd.DataFrame) -> None:
    assert table["variant"].tolist() == ["0.1"] * 4 + ["0.01"] * 4
    assert table["seed"].tolist() == [1, 2, 3, 7, 1, 2, 3, 7]
    assert table["role"].tolist() == ["report", "report", "report", "tuning"] * 2


def test_settings_are_those_of_the_spec(table: pd.DataFrame) -> None:
    first = table.iloc[0]
    assert (first["record"], first["dataset"]) == ("mlp-0.1", "two-classes")
    assert first["model"] == "mlp (hidden_layer_sizes 8)"
    assert (first["optimizer"], first["loss"], first["augmentation"]) == ("adam", "cross_entropy", "none")
    assert first["learning_rate"] == 0.1
    assert (first["batch_size"], first["train_images"], first["epochs"], first["parameters"]) == (50, 200, 4, 86)
    assert math.isnan(first["patience"])
    assert math.isnan(first["clip_norm"])
    assert not first["new_images_per_seed"]
    assert "name" not in table


def test_a_new_setting_of_a_variant_gets_its_column() -> None:
    assert set(COLUMNS) == set(made.made_spec().columns)


def test_names_are_a_column_where_variants_have_them(named_results: StudyResults) -> None:
    table = runs(named_results)
    assert table["variant"].tolist() == ["early stopping, 25", "early stopping, 50", "random forest"]
    assert table["name"].tolist() == ["early stopping", "early stopping", "random forest"]
    assert table["patience"].tolist()[:2] == [1, 1]


def test_what_an_estimator_has_not_is_empty(named_results: StudyResults) -> None:
    run = runs(named_results).iloc[2]
    assert (run["model"], run["optimizer"], run["loss"], run["train_images"]) == ("random_forest", "", "", 200)
    empty = ["learning_rate", "batch_size", "epochs", "patience", "multiply_adds", "kept_epoch", "epochs_run"]
    empty += ["epochs_to_target", "first_epoch_train_loss", "late_step_loss_std", "late_epoch_loss_std"]
    assert run[empty].isna().all()
    assert (run["test_accuracy_percent"], run["validation_accuracy_percent"], run["images_seen"]) == (87.5, 75, 200)
    assert (run["generalization_gap_points"], run["parameters"], run["outcome"]) == (25, 0, "finished")


def test_the_end_of_training_is_the_epoch_that_was_kept(named_results: StudyResults) -> None:
    run = runs(named_results).iloc[0]
    assert (run["kept_epoch"], run["epochs_run"], run["images_seen"]) == (3, 4, 800)
    assert (run["validation_accuracy_percent"], run["train_loss"], run["validation_loss"]) == (90, 0.5, 0.5)
    assert run["late_step_loss_std"] == pytest.approx(0.4)


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
    assert run["late_step_loss_std"] == pytest.approx(0.4)
    assert run["generalization_gap_points"] == pytest.approx(10)
    assert (run["roc_auc_percent"], run["calibration_error_points"]) == (93.75, 12.5)
    assert (run["kept_epoch"], run["epochs_run"], run["images_seen"], run["multiply_adds"]) == (4, 4, 800, 384)


def test_time_to_target_is_interpolated_between_epochs(table: pd.DataFrame) -> None:
    assert table["epochs_to_target"].iloc[0] == pytest.approx(2.5)  # 70 % after epoch 2, 90 % after epoch 3


def test_a_miss_of_the_target_is_infinite(table: pd.DataFrame) -> None:
    assert table["epochs_to_target"].iloc[1] == math.inf
    assert table["test_accuracy_percent"].iloc[1] == 75


def test_late_epoch_std_is_what_a_straight_line_leaves(table: pd.DataFrame) -> None:
    # 0.8, 0.5, 0.4 around the line 0.76667, 0.56667, 0.36667, with one degree of freedom
    assert table["late_epoch_loss_std"].iloc[0] == pytest.approx(math.sqrt(0.02 / 3))


def test_a_diverged_run_guesses(table: pd.DataFrame) -> None:
    run = table.iloc[2]
    assert run["outcome"] == "diverged at step 5"
    assert run["diverged_at_step"] == 5
    assert run["steps"] == 8
    for metric in ("test_accuracy", "validation_accuracy", "best_validation_accuracy", "roc_auc", "macro_f1"):
        assert run[f"{metric}_percent"] == 50  # two classes
    for metric in ("test_loss", "train_loss", "validation_loss", "epochs_to_target", "late_step_loss_std"):
        assert run[metric] == math.inf
    for metric in ("generalization_gap_points", "calibration_error_points", "majority_rate_percent", "epochs_run"):
        assert math.isnan(run[metric])
    assert run["positive_recall_percent"] == 0
    assert run["multiply_adds"] == 384
    assert run["first_epoch_train_loss"] == 1.9


def test_tuning_seeds_have_no_test(table: pd.DataFrame) -> None:
    tuning = table[table["role"] == "tuning"]
    assert tuning["test_accuracy_percent"].isna().all()
    assert tuning[["test_loss", "roc_auc_percent", "positive_recall_percent"]].isna().all(axis=None)
    assert tuning["validation_accuracy_percent"].tolist() == [85, 50]


def summary_row(results: StudyResults, variant: str, metric: str) -> dict[Hashable, Any]:
    table = summary(results)
    return table[(table["variant"] == variant) & (table["metric"] == metric)].to_dict("records")[0]


def test_summary_is_over_reported_seeds(results: StudyResults) -> None:
    row = summary_row(results, "0.01", "test_accuracy_percent")
    assert (row["n"], row["mean"], row["std"], row["diverged"], row["infinite"]) == (3, 75, 12.5, 0, 0)
    half = 4.302653 * 12.5 / math.sqrt(3)
    assert [row["low"], row["high"]] == pytest.approx([75 - half, 75 + half])
    assert row["unit"] == "%"


def test_summary_counts_a_seed_once_where_two_variants_share_a_record() -> None:
    """As on a small dataset, which gives both variants the images that it has."""
    seeds = {1: 0.5, 2: 0.625, 3: 0.75}
    body = made.trained(
        *(made.made_run(seed, "report", made.REACHING, made.made_test(right)) for seed, right in seeds.items())
    )
    asked = [made.made_variant("mlp", made.made_spec(), train_images=images) for images in (20_000, 40_000)]
    results = made.made_results([(variant, body) for variant in asked])

    rows = [summary_row(results, variant, "test_accuracy_percent") for variant in ("20000", "40000")]

    half = 4.302653 * 12.5 / math.sqrt(3)
    for row in rows:
        assert (row["record"], row["n"], row["mean"], row["std"]) == ("mlp", 3, 62.5, 12.5)
        assert [row["low"], row["high"]] == pytest.approx([62.5 - half, 62.5 + half])


def test_summary_counts_what_is_infinite(results: StudyResults) -> None:
    row = summary_row(results, "0.1", "epochs_to_target")
    assert (row["n"], row["mean"], row["diverged"], row["infinite"]) == (3, math.inf, 1, 2)
    assert math.isnan(row["low"])


def test_summary_leaves_out_what_no_run_of_the_study_has(results: StudyResults, named_results: StudyResults) -> None:
    metrics = summary(results)["metric"].tolist()
    assert "mean_absolute_error" not in metrics
    assert {"positive_recall_percent", "multiply_adds"} < set(metrics)
    forest = summary(named_results).query("variant == 'random forest'").set_index("metric")
    assert (forest.loc["epochs_run", "n"], forest.loc["test_accuracy_percent", "n"]) == (0, 1)


def test_losses_of_a_regression_are_in_squared_units() -> None:
    errors: dict[str, float | None] = {"mean_squared_error": 25.0, "root_mean_squared_error": 5.0, "r_squared": 0.5}
    test = schema.Test(metrics={"test_loss": 25.0, **errors})
    run = made.made_run(1, "report", [None] * 5, test)
    spec = made.made_spec(dataset="diabetes", loss=Component(name="mean_squared_error"))
    table = summary(made.made_results([(made.made_variant("mlp", spec), made.trained(run))])).set_index("metric")
    assert table["unit"][["validation_loss", "mean_squared_error"]].tolist() == ["squared target units"] * 2
    assert (table.loc["root_mean_squared_error", "mean"], table.loc["r_squared", "mean"]) == (5, 0.5)
    assert "epochs_to_target" not in table.index
