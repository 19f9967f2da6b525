"""The metrics of claims: those of runs, and those derived from one or both sides."""

from groundwork.config.catalog import Kind, entries
from groundwork.core.metrics import RUN_METRICS
from groundwork.planning.specs import ordered_settings, settings_of_type

DERIVED = Kind("metric", ("claims/derived_metrics.py",))
JOINT = Kind("metric of two variants", ("claims/joint_metrics.py",))
SETTINGS = (
    "name",
    *ordered_settings(
        *("dataset", "train_images", "preprocessing", "augmentation", "model", "initializer", "loss", "optimizer"),
        *("learning_rate", "schedule", "batch_size", "epochs", "patience"),
        without=settings_of_type(bool),
    ),
)
"""The settings that a selector can have, in the order of a claim's conditions; booleans are not supported."""


def metric_names() -> list[str]:
    """Return all metrics of variants, sorted."""
    return sorted([*RUN_METRICS, *entries(DERIVED), *entries(JOINT)])
