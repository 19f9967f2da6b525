"""The metrics that a claim may name: those of runs, and those that functions derive from one side or both."""

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
"""What a selector can name, in the order of a claim's conditions; it has no words for true and false."""


def metric_names() -> list[str]:
    """Return every metric that a variant can have, in order."""
    return sorted([*RUN_METRICS, *entries(DERIVED), *entries(JOINT)])
