"""The registry of metrics: each once, in agreement with the tasks and with the decimals of its unit."""

import math
from typing import get_args

import pytest

from groundwork.core.metrics import (
    CURVES,
    DECIMALS,
    METRICS,
    RUN_METRICS,
    SPLITS,
    TASK_METRICS,
    TEST_METRICS,
    Direction,
    column_of,
    effect_unit,
    first_metric,
    is_of_task,
    unit_of,
)


def test_a_metric_is_found_by_its_name_and_says_which_direction_is_better() -> None:
    assert {name for name, metric in METRICS.items() if metric.name != name} == set()
    assert {metric.better for metric in METRICS.values()} == set(get_args(Direction))
    assert set(TEST_METRICS) < set(RUN_METRICS) < set(METRICS)


def test_metrics_of_one_unit_have_equally_many_decimals() -> None:
    differing = [metric for metric in METRICS.values() if metric.decimals != DECIMALS.get(metric.unit)]

    assert differing == []
    assert DECIMALS == {"nats": 3, "epochs": 2, "decades": 2, "squared feature units": 2, "times": 2}


def test_every_metric_of_the_curves_has_a_column_for_each_split() -> None:
    for metric in CURVES:
        columns = [METRICS[column_of(split, metric.name)] for split in SPLITS]
        assert {(each.unit, each.better, each.diverged) for each in columns} == {
            (metric.unit, metric.better, metric.diverged)
        }


@pytest.mark.parametrize("task", TASK_METRICS)
def test_a_task_measures_what_the_registry_has(task: str) -> None:
    curves = {metric.name for metric in CURVES}

    assert set(TASK_METRICS[task]) <= curves | set(RUN_METRICS)
    assert first_metric(task, "validation").better != "neither"


def test_the_first_metric_of_a_task_tunes() -> None:
    first = {task: first_metric(task, "validation") for task in TASK_METRICS}
    found = {task: (metric.name, metric.better) for task, metric in first.items()}

    assert found["classification"] == ("validation_accuracy_percent", "higher")
    usual = ("validation_loss", "lower")
    assert found["regression"] == found["generation"] == found["translation"] == usual


def test_a_run_has_the_metrics_of_its_task_and_those_of_every_task() -> None:
    metrics = ("test_loss", "train_accuracy_percent", "r_squared", "bleu_percent", "kept_epoch")

    assert [is_of_task(metric, "classification") for metric in metrics] == [True, True, False, False, True]
    assert [is_of_task(metric, "regression") for metric in metrics] == [True, False, True, False, True]
    assert [is_of_task(metric, "translation") for metric in metrics] == [True, False, False, True, True]


def test_a_diverged_run_is_never_worth_more_than_a_sound_one() -> None:
    worth = {each.name: each.diverged for each in METRICS.values() if each.diverged not in ("chance", None)}
    of_lower = {value for name, value in worth.items() if METRICS[name].better == "lower" and value == value}
    of_higher = {value for name, value in worth.items() if METRICS[name].better == "higher" and value == value}

    assert of_lower == {math.inf}
    assert of_higher == {0.0, 50.0}


def test_a_loss_has_the_unit_of_its_function() -> None:
    assert unit_of("validation_loss") == "nats"
    assert unit_of("validation_loss", "squared target units") == "squared target units"
    assert unit_of("validation_kl_divergence", "nats per image") == unit_of("test_loss", "nats per image")
    assert unit_of("r_squared", "squared target units") == ""
    assert unit_of("test_accuracy_percent", "squared target units") == "%"


def test_two_percentages_differ_by_points_and_a_ratio_counts_times() -> None:
    assert [effect_unit(unit, "difference") for unit in ("%", "nats", "")] == ["points", "nats", ""]
    assert effect_unit("%", "ratio") == "times"
