"""Each metric once: its unit, which direction is better, what a diverged run is worth, with how many decimals."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf, nan
from typing import Literal

from groundwork.core.errors import UserError

Direction = Literal["higher", "lower", "neither"]
Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")


@dataclass(frozen=True)
class Metric:
    """One named quantity.

    `diverged` is what a diverged run is worth, NaN where it has none; "chance" is the accuracy of guessing among the
    classes. `decimals` holds for all metrics of the unit; where it is None, the report's own number of decimals does.
    A count is the same for every seed: what the `network` decides, or what the `run` does that is not cut short.
    """

    name: str
    unit: str
    better: Direction
    diverged: float | Literal["chance"] = nan
    decimals: int | None = None
    counted: Literal["network", "run"] | None = None
    two_classes: bool = False

    def when_diverged(self, classes: int) -> float:
        """Return what a diverged run is worth among this number of classes."""
        return 100 / classes if self.diverged == "chance" else self.diverged


NATS = "nats"
UNITS_OF_LOSSES = {"Nats": NATS, "TargetUnits": "target units", "SquaredTargetUnits": "squared target units"}
"""The unit of a loss, by what its function says that it returns."""

CURVES = (
    Metric("accuracy_percent", "%", "higher", diverged="chance"),
    Metric("loss", NATS, "lower", diverged=inf, decimals=3),
)
"""What is evaluated on each of the three splits; the columns of tables are `test_loss`, `validation_loss`, ..."""


def column_of(split: Split, metric: str) -> str:
    """Return the name of a metric of the curves on one split."""
    return f"{split}_{metric}"


def _on(split: Split) -> Iterator[Metric]:
    return (replace(metric, name=column_of(split, metric.name)) for metric in CURVES)


_COLUMNS_OF_CURVES = {metric.name: tuple(column_of(split, metric.name) for split in SPLITS) for metric in CURVES}
# Read at the horizons, at the end of the weights that were kept; a tuning seed has none of them.
_TEST = (
    *_on("test"),
    Metric("macro_precision_percent", "%", "higher", diverged="chance"),
    Metric("macro_recall_percent", "%", "higher", diverged="chance"),
    Metric("macro_f1_percent", "%", "higher", diverged="chance"),
    Metric("roc_auc_percent", "%", "higher", diverged=50.0),
    Metric("calibration_error_points", "points", "lower"),
    Metric("overconfidence_points", "points", "neither"),
    # Of the logits divided by the temperature that is best on validation.
    Metric("calibration_error_after_scaling_points", "points", "lower"),
    Metric("temperature", "", "neither"),
    Metric("majority_rate_percent", "%", "neither"),  # a property of the test split, which a diverged run never read
    Metric("positive_precision_percent", "%", "higher", diverged=0.0, two_classes=True),
    Metric("positive_recall_percent", "%", "higher", diverged=0.0, two_classes=True),
    Metric("positive_f1_percent", "%", "higher", diverged=0.0, two_classes=True),
    # The second class is predicted from the probability on at which its F1 on validation is highest.
    Metric("positive_f1_at_tuned_threshold_percent", "%", "higher", diverged=0.0, two_classes=True),
    Metric("decision_threshold_percent", "%", "neither", two_classes=True),
    Metric("mean_absolute_error", "target units", "lower", diverged=inf),
    Metric("root_mean_squared_error", "target units", "lower", diverged=inf),
    Metric("mean_squared_error", "squared target units", "lower", diverged=inf),
    Metric("r_squared", "", "higher", diverged=0.0),  # that of naming the mean
)
_TRAINING = (
    *_on("validation"),
    *_on("train"),
    Metric("best_validation_accuracy_percent", "%", "higher", diverged="chance"),
    Metric("first_epoch_train_loss", NATS, "lower", diverged=inf, decimals=3),
    Metric("late_step_loss_std", NATS, "lower", diverged=inf, decimals=3),
    Metric("late_step_loss_relative_std_percent", "%", "lower", diverged=inf),
    Metric("validation_loss_rise_percent", "%", "lower"),  # a diverged run does not overfit
    Metric("generalization_gap_points", "points", "lower"),  # between two guesses there is no gap
    Metric("kept_epoch", "epochs", "neither", decimals=2),
)
_COUNTS = (
    Metric("epochs_run", "epochs", "lower", decimals=2, counted="run"),
    Metric("images_seen", "images", "lower", counted="run"),
    Metric("steps", "steps", "lower", counted="run"),
    Metric("multiply_adds", "multiply-adds", "lower", counted="network"),
    Metric("parameters", "parameters", "lower", counted="network"),
)
# What claims derive from the tables, each in a function of its name in claims/.
_DERIVED = (
    Metric("dead_units_percent", "%", "lower"),
    Metric("initial_sparsity_percent", "%", "neither"),
    Metric("sparsity_percent", "%", "neither"),
    Metric("weight_norm", "", "neither"),
    Metric("lead_of_cnn_over_mlp_points", "points", "neither"),
    Metric("tuning_width_decades", "decades", "higher", decimals=2),
    Metric("recommended_learning_rate", "", "neither"),
    Metric("distance_between_seeds_points", "points", "lower"),
    Metric("signal_kept_ratio", "", "neither"),
    Metric("gradient_kept_ratio", "", "neither"),
    Metric("gap_at_equal_train_loss_points", "points", "lower"),
    Metric("steps_to_common_accuracy", "steps", "lower"),
)
# What only measurements give.
_MEASURED = (
    Metric("activation_std", "", "neither"),
    Metric("direction_cosine", "", "neither"),
    Metric("estimate_error_points", "points", "lower"),
    Metric("estimate_percent", "%", "higher"),
    Metric("gradient_noise_ratio", "", "lower"),
    Metric("gradient_norm", "", "neither"),
    Metric("gradient_norm_ratio", "", "neither"),
    Metric("learned_percent", "%", "higher"),
    Metric("probe_accuracy_percent", "%", "higher"),
    Metric("saved_activation_bytes", "bytes", "lower", counted="network"),
    Metric("step_size_ratio", "", "neither"),
)


def _by_name(*groups: tuple[Metric, ...]) -> dict[str, Metric]:
    return {metric.name: metric for group in groups for metric in group}


TEST_METRICS = _by_name(_TEST)
RUN_METRICS = _by_name(_TEST, _TRAINING, _COUNTS)
"""The columns of the `runs` table, in its order."""
METRICS = _by_name(tuple(RUN_METRICS.values()), _DERIVED, _MEASURED)

TASK_METRICS: dict[str, tuple[str, ...]] = {
    "classification": (
        *("accuracy_percent", "loss", "macro_precision_percent", "macro_recall_percent", "macro_f1_percent"),
        *("roc_auc_percent", "calibration_error_points", "overconfidence_points", "majority_rate_percent"),
        *("calibration_error_after_scaling_points", "temperature"),
        *("positive_precision_percent", "positive_recall_percent", "positive_f1_percent"),
        *("positive_f1_at_tuned_threshold_percent", "decision_threshold_percent"),
        *("best_validation_accuracy_percent", "generalization_gap_points"),
    ),
    "regression": ("loss", "mean_absolute_error", "root_mean_squared_error", "mean_squared_error", "r_squared"),
}
"""What each task measures, those of the curves without their split; the first one tunes, on validation."""

_COLUMNS_OF_TASKS = {
    task: {column for name in names for column in _COLUMNS_OF_CURVES.get(name, (name,))}
    for task, names in TASK_METRICS.items()
}

DECIMALS = {metric.unit: metric.decimals for metric in METRICS.values() if metric.decimals is not None} | {"times": 2}
"""The decimals of numbers by their unit, where these are not the report's own; the ratio of two sides counts times."""


def unit_of(metric: str, loss_unit: str = NATS) -> str:
    """Return the unit of a metric; what is in nats is a loss, and has the unit of the loss function.

    UserError where the registry has no such metric, which whoever adds one may have forgotten.
    """
    if metric not in METRICS:
        advice = "add its unit, and which direction is better"
        raise UserError(f"src/groundwork/core/metrics.py: there is no metric '{metric}'; {advice}")
    unit = METRICS[metric].unit
    return loss_unit if unit == NATS else unit


def effect_unit(unit: str, scale: str) -> str:
    """Return the unit of the difference between two sides: a ratio counts times, percentages differ by points."""
    if scale == "ratio":
        return "times"
    return "points" if unit == "%" else unit


def is_of_task(metric: str, task: str) -> bool:
    """Return whether runs of a task can have a metric: one of its own, or one that no task has for itself."""
    return metric in _COLUMNS_OF_TASKS[task] or not any(metric in columns for columns in _COLUMNS_OF_TASKS.values())


def first_metric(task: str, split: Split) -> Metric:
    """Return the first metric of a task on a split: by the one on validation, tuning chooses."""
    return METRICS[column_of(split, TASK_METRICS[task][0])]
