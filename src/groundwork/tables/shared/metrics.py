"""The metrics of one run: final quality, speed, stability and cost."""

import math

from groundwork.config.catalog import unit_of_loss
from groundwork.config.names import Component
from groundwork.core.metrics import NATS, RUN_METRICS, TEST_METRICS, is_of_task, unit_of
from groundwork.records.schema import Run
from groundwork.tables.shared.training_metrics import metrics_of_training

MEASURED = tuple(name for name in RUN_METRICS if name not in {"parameters", "steps"})
"""The metrics of a run; steps and parameters have columns of their own."""


def metrics_of(run: Run, task: str, classes: int, target_percent: float) -> dict[str, float]:
    """Return every metric of a run except multiply-adds; NaN if the run does not have it.

    A tuning seed has no test metrics, a run of one epoch has no late epochs, and ten classes have no positive class.
    """
    empty = dict.fromkeys(MEASURED, math.nan)
    if run.diverged_at_step is not None:
        return empty | _diverged(run, task, classes)
    tested = run.test.metrics if run.test else {}
    return (
        empty
        | metrics_of_training(run, target_percent)
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
    if len(run.epochs) > 1 and run.epochs[1].train["loss"] is not None:
        values["first_epoch_train_loss"] = run.epochs[1].train["loss"]
    return values
