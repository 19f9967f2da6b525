"""The metrics that a claim may name: columns of the `runs` table and derived measures, each with its unit."""

from groundwork.config.catalog import Kind, entries
from groundwork.tables._metrics import UNITS

MEASURE = Kind("metric", "claims/measures.py")

COLUMNS = UNITS
SUFFIXES = {"_percent": "%", "_points": "points", "_decades": "decades", "_loss": "nats", "_epochs": "epochs"}
SETTINGS = ("dataset", "preprocessing", "model", "initializer", "optimizer", "learning_rate", "schedule", "batch_size")


def metric_names() -> list[str]:
    """Return every name that a claim's `metric` may have, in order."""
    return sorted([*COLUMNS, *entries(MEASURE)])


def unit_of(metric: str) -> str:
    """Return the unit of a metric's values; a derived measure carries it at the end of its name, or has none."""
    if metric in COLUMNS:
        return COLUMNS[metric]
    return next((unit for suffix, unit in SUFFIXES.items() if metric.endswith(suffix)), "")


def effect_unit(metric: str, scale: str) -> str:
    """Return the unit of the difference between two sides: a ratio counts times, percentages differ by points."""
    if scale == "ratio":
        return "times"
    unit = unit_of(metric)
    return "points" if unit == "%" else unit
