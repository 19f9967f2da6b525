"""The registry of metrics: each once, in agreement with the tasks and with the decimals of its unit."""

import math
from typing import Literal, get_args

import pytest

from groundwork.core.metrics import (
    CURVES,
    DECIMALS,
    METRICS,
    RUN_METRICS,
    TASK_METRICS,
    TEST_METRICS,
    Direction,
    column_of,
    tuning_metric,
    unit_of,
)

SPLITS: tuple[Literal["train", "validation", "test"], ...] = ("train", "validation", "test")


def test_a_metric_is_found_by_its_name_and_says_which_direction_is_better() -> None:
    assert {name for name, metric in METRICS.items() if metric.name != name} == set()
    assert {metric.better for metric in METRICS.values()} == set(get_args(Direction))
    assert set(TEST_METRICS) < set(RUN_METRICS) < set(METRICS)


def test_metrics_of_one_unit_have_equally_many_decimals() -> None:
    differing = [metric for metric in METRICS.values() if metric.decimals != DECIMALS.get(metric.unit)]

    assert differing == []
    assert DECIMALS == {"nats": 3, "epochs": 2, "decades": 2, "times": 2}


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
    assert tuning_metric(task).better != "neither"


def test_a_better_metric_is_worth_its_worst_where_a_run_diverged() -> None:
    lower = [metric for metric in METRICS.values() if metric.better == "lower" and metric.diverged == metric.diverged]

    assert {metric.diverged for metric in lower} == {math.inf}
    assert METRICS["test_accuracy_percent"].diverged == "chance"


def test_a_loss_has_the_unit_of_its_function() -> None:
    assert unit_of("validation_loss") == "nats"
    assert unit_of("validation_loss", "squared target units") == "squared target units"
    assert unit_of("r_squared", "squared target units") == ""
    assert unit_of("test_accuracy_percent", "squared target units") == "%"
    assert (tuning_metric("classification").name, tuning_metric("classification").better) == (
        "validation_accuracy_percent",
        "higher",
    )
    assert (tuning_metric("regression").name, tuning_metric("regression").better) == ("validation_loss", "lower")
