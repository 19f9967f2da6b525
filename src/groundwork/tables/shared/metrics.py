"""The metrics of one run: final quality, speed, stability and cost."""

import math

from groundwork.config.catalog import unit_of_loss
from groundwork.config.names import Component
from groundwork.core.metrics import NATS, RUN_METRICS, TEST_METRICS, is_of_task, unit_of
from groundwork.records.schema import Run
from groundwork.tables.shared.training_metrics import first_epoch_train_loss, metrics_of_training

MEASURED = tuple(name for name in RUN_METRICS if name not in {"parameters", "steps"})
"""The metrics of a run; steps and parameters have columns of their own."""


def metrics_of(run: Run, horizon: int, task: str, classes: int) -> dict[str, float]:
    """Return every metric of a run except multiply-adds as if it had ended at a horizon; NaN if it does not have it.

    A tuning seed has no test metrics, ten classes have no positive class, and a run that diverged before the horizon
    has none but those of a run that guesses.
    """
    empty = dict.fromkeys(MEASURED, math.nan)
    reading = run.at(horizon)
    if reading is None:
        return empty | _diverged(run, task, classes)
    tested = reading.test.metrics if reading.test else {}
    return (
        empty
        | metrics_of_training(run, reading)
        | {name: math.nan if value is None else value for name, value in tested.items()}
    )


def unit_under(loss: Component | None, metric: str) -> str:
    """Return the unit of a metric of runs with this loss; estimators have no loss, and their losses are in nats."""
    return unit_of(metric, unit_of_loss(loss.name) if loss else NATS)


def _diverged(run: Run, task: str, classes: int) -> dict[str, float]:
    """Return the metrics of a diverged run, which counts as a network that guesses.

    It has no generalization gap, calibration or cost. The training loss of the first epoch is kept if it was finite.
    """
    known = [RUN_METRICS[name] for name in MEASURED if is_of_task(name, task)]
    applicable = [metric for metric in known if classes == 2 or not metric.two_classes]
    values = {metric.name: metric.when_diverged(classes) for metric in applicable}
    if run.role == "tuning":
        values = {name: value for name, value in values.items() if name not in TEST_METRICS}
    if math.isfinite(first_loss := first_epoch_train_loss(run.curve)):
        values["first_epoch_train_loss"] = first_loss
    return values
