"""The `runs` and `summary` tables against numbers computed by hand."""

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd
import pytest

from groundwork.config.names import Component
from groundwork.records import schema
from groundwork.tables.horizons import horizons
from groundwork.tables.runs import runs
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import COLUMNS
from groundwork.tables.summary import summary
from tests.unit.tables import made


@pytest.fixture
def table(results: StudyResults) -> pd.DataFrame:
    return runs(results)


def test_rows_are_sorted_by_plan_then_seed(table: pd.DataFrame) -> None:
    assert table["variant"].tolist() == ["0.1"] * 4 + ["0.01"] * 4
    assert table["seed"].tolist() == [1, 2, 3, 7, 1, 2, 3, 7]
    assert table["role"].tolist() == ["report", "report", "report", "tuning"] * 2


def test_settings_match_spec(table: pd.DataFrame) -> None:
    first = table.iloc[0]
    assert (first["record"], first["dataset"]) == ("mlp-0.1", "two-classes")
    assert first["model"] == "mlp (hidden_layer_sizes 8)"
    assert (first["optimizer"], first["loss"], first["augmentation"]) == ("adam", "cross_entropy", "none")
    assert first["learning_rate"] == 0.1
    assert (first["batch_size"], first["train_images"], first["epochs"], first["parameters"]) == (50, 200, 4, 86)
    assert math.isnan(first["patience"])
    assert math.isnan(first["clip_norm"])
    assert "new_images_per_seed" not in table
    assert "name" not in table


def test_new_setting_becomes_column() -> None:
    assert set(COLUMNS) == set(made.made_spec().columns)


def test_name_column_exists_if_variants_have_names(named_results: StudyResults) -> None:
    table = runs(named_results)
    assert table["variant"].tolist() == ["early stopping, 25", "early stopping, 50", "random forest"]
    assert table["name"].tolist() == ["early stopping", "early stopping", "random forest"]
    assert table["patience"].tolist()[:2] == [1, 1]


def test_settings_missing_in_estimator_are_empty(named_results: StudyResults) -> None:
    run = runs(named_results).iloc[2]
    assert (run["model"], run["optimizer"], run["loss"], run["train_images"]) == ("random_forest", "", "", 200)
    empty = ["learning_rate", "batch_size", "epochs", "patience", "multiply_adds", "kept_epoch", "epochs_run"]
    empty += ["first_epoch_train_loss", "late_step_loss_std", "validation_loss_rise_percent"]
    assert run[empty].isna().all()
    assert (run["test_accuracy_percent"], run["validation_accuracy_percent"], run["images_seen"]) == (87.5, 75, 200)
    assert (run["generalization_gap_points"], run["parameters"], run["outcome"]) == (25, 0, "finished")


def test_final_metrics_are_those_of_kept_epoch(named_results: StudyResults) -> None:
    run = runs(named_results).iloc[0]
    assert (run["kept_epoch"], run["epochs_run"], run["images_seen"]) == (3, 4, 800)
    assert (run["validation_accuracy_percent"], run["train_loss"], run["validation_loss"]) == (90, 0.5, 0.5)
    assert (run["late_step_loss_std"], run["late_step_loss_relative_std_percent"]) == (0.25, 50)


def test_metrics_of_finished_run(table: pd.DataFrame) -> None:
    run = table.iloc[0]
    assert run["outcome"] == "finished"
    assert math.isnan(run["diverged_at_step"])
    assert run["test_accuracy_percent"] == 87.5
    assert run["test_loss"] == 0.6
    assert run["validation_accuracy_percent"] == 85
    assert run["best_validation_accuracy_percent"] == 90
    assert run["train_loss"] == 0.4
    assert run["first_epoch_train_loss"] == 1.0
    assert (run["late_step_loss_std"], run["late_step_loss_relative_std_percent"]) == (0.2, 50)
    assert run["generalization_gap_points"] == pytest.approx(10)
    assert (run["roc_auc_percent"], run["calibration_error_points"]) == (93.75, 12.5)
    assert (run["kept_epoch"], run["epochs_run"], run["images_seen"], run["multiply_adds"]) == (4, 4, 800, 384)


@pytest.mark.parametrize(("losses", "rise"), [((2.3, 1, 0.5, 0.6, 0.75), 50), ((2.3, 1, 0.8, 0.6, 0.5), 0)])
def test_validation_loss_rises_above_its_lowest_value(losses: tuple[float, ...], rise: float) -> None:
    curve = [made.made_point(number, 0.5, 0.4, validation={"loss": loss}) for number, loss in enumerate(losses)]
    run = made.made_run(1, "report", made.REACHING, None, curve=curve, horizons=[made.made_horizon(16, curve[4], None)])
    table = runs(made.made_results([(made.made_variant("mlp", made.made_spec(horizons=(16,))), made.trained(run))]))
    assert table["validation_loss_rise_percent"].tolist() == pytest.approx([rise])


def test_horizons_have_columns_of_runs_as_if_runs_had_ended_there(results: StudyResults, table: pd.DataFrame) -> None:
    found = horizons(results)
    assert list(found) == ["horizon", *table]
    assert found["horizon"].tolist() == [8, 16] * len(table)
    at_end = found[found["horizon"] == 16].drop(columns="horizon").reset_index(drop=True)
    pd.testing.assert_frame_equal(at_end, table)
    half = found.iloc[0]
    assert (half["steps"], half["epochs_run"], half["kept_epoch"], half["images_seen"]) == (8, 2, 2, 400)
    assert (half["test_accuracy_percent"], half["validation_accuracy_percent"], half["train_loss"]) == (50, 70, 0.8)
    assert half["best_validation_accuracy_percent"] == 70
    assert (half["late_step_loss_std"], half["first_epoch_train_loss"]) == (0.4, 1)
    assert found[found["role"] == "tuning"]["test_accuracy_percent"].isna().all()


def test_divergence_counts_only_from_its_step() -> None:
    point = made.made_point(1, 0.2, 1.9)
    run = made.diverged_run(1, horizons=[made.made_horizon(4, point, made.made_test(0.25))])
    found = horizons(
        made.made_results([(made.made_variant("mlp", made.made_spec(horizons=(4, 8, 16))), made.trained(run))])
    )
    assert found["horizon"].tolist() == [4, 8, 16]
    assert found["outcome"].tolist() == ["finished", "diverged at step 5", "diverged at step 5"]
    assert found["steps"].tolist() == [4, 8, 8]
    assert found["test_accuracy_percent"].tolist() == [25, 50, 50]
    assert found["train_loss"].tolist() == [1.9, math.inf, math.inf]
    assert found["first_epoch_train_loss"].tolist() == [1.9, 1.9, 1.9]


def test_early_stopping_and_estimators_have_one_horizon(named_results: StudyResults) -> None:
    found = horizons(named_results).groupby("variant", sort=False)["horizon"].agg(list).to_dict()
    assert found == {"early stopping, 25": [16], "early stopping, 50": [16], "random forest": [0]}


def test_diverged_run_counts_as_guessing(table: pd.DataFrame) -> None:
    run = table.iloc[2]
    assert run["outcome"] == "diverged at step 5"
    assert run["diverged_at_step"] == 5
    assert run["steps"] == 8
    for metric in ("test_accuracy", "validation_accuracy", "best_validation_accuracy", "roc_auc", "macro_f1"):
        assert run[f"{metric}_percent"] == 50  # two classes
    for metric in ("test_loss", "train_loss", "validation_loss", "late_step_loss_std"):
        assert run[metric] == math.inf
    for metric in ("generalization_gap_points", "calibration_error_points", "majority_rate_percent", "epochs_run"):
        assert math.isnan(run[metric])
    assert run["positive_recall_percent"] == 0
    assert run["multiply_adds"] == 384
    assert run["first_epoch_train_loss"] == 1.9


def test_tuning_seeds_have_no_test_metrics(table: pd.DataFrame) -> None:
    tuning = table[table["role"] == "tuning"]
    assert tuning["test_accuracy_percent"].isna().all()
    assert tuning[["test_loss", "roc_auc_percent", "positive_recall_percent"]].isna().all(axis=None)
    assert tuning["validation_accuracy_percent"].tolist() == [85, 50]


def summary_row(results: StudyResults, variant: str, metric: str) -> dict[Hashable, Any]:
    table = summary(results)
    return table[(table["variant"] == variant) & (table["metric"] == metric)].to_dict("records")[0]


def test_summary_uses_reported_seeds(results: StudyResults) -> None:
    row = summary_row(results, "0.01", "test_accuracy_percent")
    assert (row["n"], row["mean"], row["std"], row["diverged"], row["infinite"]) == (3, 75, 12.5, 0, 0)
    half = 4.302653 * 12.5 / math.sqrt(3)
    assert [row["low"], row["high"]] == pytest.approx([75 - half, 75 + half])
    assert row["unit"] == "%"


def test_summary_counts_seed_once_in_shared_record() -> None:
    """This happens on a small dataset, where both variants get all images."""
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


def test_summary_counts_infinite_values(results: StudyResults) -> None:
    row = summary_row(results, "0.1", "train_loss")
    assert (row["n"], row["mean"], row["diverged"], row["infinite"]) == (3, math.inf, 1, 1)
    assert math.isnan(row["low"])


def test_summary_omits_metrics_that_no_run_has(results: StudyResults, named_results: StudyResults) -> None:
    metrics = summary(results)["metric"].tolist()
    assert "mean_absolute_error" not in metrics
    assert {"positive_recall_percent", "multiply_adds"} < set(metrics)
    forest = summary(named_results).query("variant == 'random forest'").set_index("metric")
    assert (forest.loc["epochs_run", "n"], forest.loc["test_accuracy_percent", "n"]) == (0, 1)


def test_regression_losses_are_in_squared_units() -> None:
    errors: dict[str, float | None] = {"mean_squared_error": 25.0, "root_mean_squared_error": 5.0, "r_squared": 0.5}
    test = schema.Test(metrics={"test_loss": 25.0, **errors})
    run = made.made_run(1, "report", [None] * 5, test)
    spec = made.made_spec(dataset="diabetes", loss=Component(name="mean_squared_error"))
    table = summary(made.made_results([(made.made_variant("mlp", spec), made.trained(run))])).set_index("metric")
    assert table["unit"][["validation_loss", "mean_squared_error"]].tolist() == ["squared target units"] * 2
    assert (table.loc["root_mean_squared_error", "mean"], table.loc["r_squared", "mean"]) == (5, 0.5)
    assert "test_accuracy_percent" not in table.index
