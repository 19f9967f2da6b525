"""The metrics of a run against scikit-learn and manual calculation, for all tasks."""

import math

import pytest
from sklearn.metrics import accuracy_score, precision_recall_fscore_support

from groundwork.config.names import Component
from groundwork.core.class_scores import class_scores, metrics_of_confusion
from groundwork.core.metrics import METRICS, TEST_METRICS
from groundwork.records import schema
from groundwork.records.schema import Run
from groundwork.tables.shared.metrics import MEASURED, metrics_of, unit_under
from tests.unit.tables import made

CONFUSIONS = [
    [[30, 4, 1], [2, 25, 8], [0, 9, 21]],
    [[90, 2], [6, 2]],
    [[10, 0, 0], [4, 0, 6], [1, 0, 9]],  # the second class is never predicted
]
END = 16
OF_THE_LOSS = ("late_step_loss_relative_std_percent", "validation_loss_rise_percent")
NUMBERS: dict[str, float | None] = {
    "test_loss": 25.0,
    **{"mean_absolute_error": 4.0, "root_mean_squared_error": 5.0, "mean_squared_error": 25.0, "r_squared": 0.25},
}


def answers(confusion: list[list[int]]) -> tuple[list[int], list[int]]:
    cells = [(label, predicted) for label, row in enumerate(confusion) for predicted in range(len(row))]
    pairs = [cell for cell in cells for _ in range(confusion[cell[0]][cell[1]])]
    return [label for label, _ in pairs], [predicted for _, predicted in pairs]


def task_for(classes: int) -> str:
    return "classification" if classes else "regression"


def regression() -> Run:
    return made.made_run(1, "report", [None] * 5, schema.Test(metrics=NUMBERS))


@pytest.mark.parametrize("confusion", CONFUSIONS)
def test_class_scores_match_scikit_learn(confusion: list[list[int]]) -> None:
    expected = precision_recall_fscore_support(*answers(confusion), zero_division=0)
    scores = class_scores(confusion)
    assert [each.precision_percent for each in scores] == pytest.approx(100 * expected[0])
    assert [each.recall_percent for each in scores] == pytest.approx(100 * expected[1])
    assert [each.f1_percent for each in scores] == pytest.approx(100 * expected[2])
    assert [each.images for each in scores] == expected[3].tolist()


@pytest.mark.parametrize("confusion", CONFUSIONS)
def test_macro_scores_match_scikit_learn(confusion: list[list[int]]) -> None:
    precision, recall, f1, _ = precision_recall_fscore_support(*answers(confusion), average="macro", zero_division=0)
    metrics = metrics_of_confusion(confusion)
    assert metrics["macro_precision_percent"] == pytest.approx(100 * precision)
    assert metrics["macro_recall_percent"] == pytest.approx(100 * recall)
    assert metrics["macro_f1_percent"] == pytest.approx(100 * f1)


def test_positive_class_is_second_of_two() -> None:
    metrics = metrics_of_confusion(CONFUSIONS[1])
    assert metrics["positive_precision_percent"] == 50
    assert metrics["positive_recall_percent"] == 25
    assert metrics["positive_f1_percent"] == pytest.approx(100 / 3)
    assert "positive_recall_percent" not in metrics_of_confusion(CONFUSIONS[0])


def test_majority_rate_is_accuracy_of_most_common_class() -> None:
    labels, _ = answers(CONFUSIONS[1])
    metrics = metrics_of_confusion(CONFUSIONS[1])
    assert metrics["majority_rate_percent"] == 100 * accuracy_score(labels, [0] * len(labels))


def test_class_without_images_is_ignored() -> None:
    scores = class_scores([[3, 1, 0], [0, 4, 0], [0, 0, 0]])
    assert math.isnan(scores[2].recall_percent)
    metrics = metrics_of_confusion([[3, 1, 0], [0, 4, 0], [0, 0, 0]])
    assert metrics["macro_recall_percent"] == 87.5


def test_test_metric_becomes_column_of_same_name() -> None:
    """A new task's metrics need no change in tables; a non-finite value is empty."""
    test = schema.Test(metrics={"test_perplexity": 12.5, "test_loss": None})
    metrics = metrics_of(made.made_run(1, "report", [None] * 5, test), END, "regression", 0)
    assert metrics["test_perplexity"] == 12.5
    assert math.isnan(metrics["test_loss"])


def test_every_run_has_all_metrics_in_same_order() -> None:
    fitted, stopped = made.fitted_run(1), made.diverged_run(1)
    for run, end, classes in ((regression(), END, 0), (fitted, 0, 2), (stopped, END, 2), (stopped, 8, 0)):
        assert list(metrics_of(run, end, task_for(classes), classes)) == list(MEASURED)


def test_regression_has_errors_but_no_percentages() -> None:
    metrics = metrics_of(regression(), END, "regression", 0)
    assert (metrics["mean_absolute_error"], metrics["root_mean_squared_error"], metrics["r_squared"]) == (4, 5, 0.25)
    assert (metrics["test_loss"], metrics["validation_loss"], metrics["epochs_run"]) == (25, 0.4, 4)
    without = [name for name in MEASURED if METRICS[name].unit in {"%", "points"}]
    without = [name for name in without if name not in OF_THE_LOSS]
    assert [name for name in without if not math.isnan(metrics[name])] == []


def test_diverged_regression_counts_as_predicting_mean() -> None:
    metrics = metrics_of(made.diverged_run(1), END, "regression", 0)
    assert metrics["r_squared"] == 0
    for name in ("mean_absolute_error", "root_mean_squared_error", "mean_squared_error", "test_loss", "train_loss"):
        assert metrics[name] == math.inf
    for name in ("test_accuracy_percent", "roc_auc_percent", "epochs_run"):
        assert math.isnan(metrics[name])


def test_diverged_classifier_has_no_regression_errors() -> None:
    metrics = metrics_of(made.diverged_run(1), END, "classification", 10)
    assert (metrics["test_accuracy_percent"], metrics["macro_f1_percent"], metrics["roc_auc_percent"]) == (10, 10, 50)
    for name in ("mean_squared_error", "r_squared", "positive_recall_percent", "overconfidence_points", "kept_epoch"):
        assert math.isnan(metrics[name])


def test_diverged_tuning_seed_has_no_test_metrics() -> None:
    for classes in (0, 2, 10):
        metrics = metrics_of(made.diverged_run(7, "tuning"), END, task_for(classes), classes)
        assert [name for name in TEST_METRICS if not math.isnan(metrics[name])] == []
        assert metrics["validation_loss"] == math.inf


def test_run_diverged_in_first_epoch_has_no_first_epoch_loss() -> None:
    run = made.diverged_run(1, curve=[made.made_point(0, 0.1, 2.3), made.made_point(1, None, None)])
    assert metrics_of(run, END, "classification", 2)["first_epoch_train_loss"] == math.inf


def test_loss_unit_depends_on_loss() -> None:
    smoothed = Component(name="cross_entropy", settings={"label_smoothing": 0.1})
    squared = Component(name="mean_squared_error")
    assert unit_under(smoothed, "validation_loss") == "nats"
    assert unit_under(squared, "validation_loss") == "squared target units"
    assert unit_under(squared, "r_squared") == ""
    assert unit_under(None, "test_loss") == "nats"
