"""The metrics of one run: how good the network is at the end, how fast it got there, how steadily, at which cost."""

import math

from groundwork.records.schema import Run
from groundwork.tables.shared.training_metrics import metrics_of_training

TEST_UNITS = {
    "test_accuracy_percent": "%",
    "test_loss": "nats",
    "macro_precision_percent": "%",
    "macro_recall_percent": "%",
    "macro_f1_percent": "%",
    "roc_auc_percent": "%",
    "calibration_error_points": "points",
    "overconfidence_points": "points",
    "majority_rate_percent": "%",
    "positive_precision_percent": "%",
    "positive_recall_percent": "%",
    "positive_f1_percent": "%",
    "mean_absolute_error": "target units",
    "root_mean_squared_error": "target units",
    "mean_squared_error": "squared target units",
    "r_squared": "",
}
TRAINING_UNITS = {
    "validation_accuracy_percent": "%",
    "validation_loss": "nats",
    "train_accuracy_percent": "%",
    "train_loss": "nats",
    "best_validation_accuracy_percent": "%",
    "epochs_to_target": "epochs",
    "first_epoch_train_loss": "nats",
    "late_step_loss_spread": "nats",
    "late_epoch_loss_spread": "nats",
    "generalization_gap_points": "points",
    "kept_epoch": "epochs",
    "epochs_run": "epochs",
    "images_seen": "images",
    "multiply_adds": "multiply-adds",
}
UNITS = TEST_UNITS | TRAINING_UNITS
SQUARED_ERROR, SQUARED_UNITS = "mean_squared_error", "squared target units"
POSITIVE = frozenset(name for name in UNITS if name.startswith("positive_"))
ERRORS = frozenset({"mean_absolute_error", "root_mean_squared_error", "mean_squared_error"})


def metrics_of(run: Run, classes: int, target_percent: float) -> dict[str, float]:
    """Return every metric of a run but the model's multiply-adds, NaN where it has none; no classes mean a regression.

    A tuning seed has no test, one epoch has no late epochs, and one class in ten has no positive class.
    """
    empty = dict.fromkeys(UNITS, math.nan)
    if run.diverged_at_step is not None:
        return empty | _diverged(run, classes)
    tested = run.test.metrics if run.test else {}
    return (
        empty
        | metrics_of_training(run, target_percent)
        | {name: math.nan if value is None else value for name, value in tested.items()}
    )


def unit_of(metric: str, loss: object) -> str:
    """Return the unit of a metric under a loss of this name; UNITS has those of a classification."""
    return SQUARED_UNITS if loss == SQUARED_ERROR and UNITS[metric] == "nats" else UNITS[metric]


def _diverged(run: Run, classes: int) -> dict[str, float]:
    """Return what a diverged run leaves its user: a network that guesses.

    Accuracies are chance level, losses and times infinite, and it finds nothing of a positive class. There is no gap
    between two guesses, no confidence in them, and no cost of a result that is none. A regression guesses the mean.
    Only the first epoch, if that was sound, keeps its own loss.
    """
    values = {name: math.inf for name, unit in UNITS.items() if unit == "nats"}
    values |= _guessed_classes(classes) if classes else {**dict.fromkeys(ERRORS, math.inf), "r_squared": 0.0}
    if run.role == "tuning":
        values = {name: value for name, value in values.items() if name not in TEST_UNITS}
    if len(run.epochs) > 1 and run.epochs[1].train["loss"] is not None:
        values["first_epoch_train_loss"] = run.epochs[1].train["loss"]
    return values


def _guessed_classes(classes: int) -> dict[str, float]:
    values = {name: 100 / classes for name, unit in UNITS.items() if unit == "%" and name not in POSITIVE}
    del values["majority_rate_percent"]  # a property of the test split, which was not read
    positive = dict.fromkeys(POSITIVE, 0.0) if classes == 2 else {}
    return values | positive | {"roc_auc_percent": 50.0, "epochs_to_target": math.inf}
