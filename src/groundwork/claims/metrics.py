"""The metrics that a claim may name: columns of the `runs` table, measures and measurements, each with its unit."""

from groundwork.config.catalog import Kind, entries
from groundwork.tables.shared.metrics import UNITS
from groundwork.tables.shared.metrics import unit_of as unit_of_column

MEASURE = Kind("metric", ("claims/measures",))
JOINT_MEASURE = Kind("metric of two variants", ("claims/joint_measures.py",))

COUNTED = {
    "parameters": "parameters",
    "multiply_adds": "multiply-adds",
    "steps": "steps",
    "images_seen": "images",
    "epochs_run": "epochs",
}
"""What is counted: the first two depend on the network alone, the others on when a run ends, too."""

OF_SOME_TASKS = frozenset(
    {
        *("positive_precision_percent", "positive_recall_percent", "positive_f1_percent"),
        *("mean_absolute_error", "mean_squared_error", "root_mean_squared_error", "r_squared"),
    }
)
"""What only a binary classification has, and what only a regression has."""

COLUMNS = tuple({**COUNTED, **UNITS})
SUFFIXES = {
    "_percent": "%",
    "_points": "points",
    "_decades": "decades",
    "_loss": "nats",
    "_epochs": "epochs",
    "_steps": "steps",
    "_updates": "updates",
    "_ratio": "",
    "_spread": "",
    "_norm": "",
    "_cosine": "",
}
"""The ends of names by which a metric tells its unit, the empty unit for pure numbers."""

SETTINGS = (
    *("name", "dataset", "train_images", "preprocessing", "augmentation", "model", "initializer", "loss", "optimizer"),
    *("learning_rate", "schedule", "batch_size", "epochs", "patience", "clip_norm"),
)


def metric_names() -> list[str]:
    """Return every metric that a variant can have, in order."""
    return sorted([*COLUMNS, *entries(MEASURE), *entries(JOINT_MEASURE)])


def has_unit(metric: str) -> bool:
    """Return whether a metric's unit is known: that of a column, or the one at the end of the name."""
    return metric in COLUMNS or metric.endswith(tuple(SUFFIXES))


def unit_of(metric: str, loss: object = None) -> str:
    """Return the unit of a metric's values under a loss of this name; a loss in nats where none is given.

    Whatever is no column carries its unit at the end of its name, or has none.
    """
    if metric in COUNTED:
        return COUNTED[metric]
    if metric in UNITS:
        return unit_of_column(metric, loss)
    return next((unit for suffix, unit in SUFFIXES.items() if metric.endswith(suffix)), "")


def effect_unit(unit: str, scale: str) -> str:
    """Return the unit of the difference between two sides: a ratio counts times, percentages differ by points."""
    if scale == "ratio":
        return "times"
    return "points" if unit == "%" else unit
