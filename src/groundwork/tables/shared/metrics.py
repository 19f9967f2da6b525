"""The metrics of one run: how good the network is at the end, how fast it got there, how steadily, at which cost."""

import math

from groundwork.config.catalog import unit_of_loss
from groundwork.config.names import Component
from groundwork.core.metrics import NATS, RUN_METRICS, TEST_METRICS, Metric, is_of_task, unit_of
from groundwork.records.schema import Run
from groundwork.tables.shared.training_metrics import metrics_of_training

MEASURED = tuple(name for name in RUN_METRICS if name not in {"parameters", "steps"})
"""What a run is measured by; its steps and the parameters of its network stand beside its outcome."""


def metrics_of(run: Run, task: str, classes: int, target_percent: float) -> dict[str, float]:
    """Return every metric of a run but the model's multiply-adds, NaN where it has none.

    A tuning seed has no test, one epoch has no late epochs, and one class in ten has no positive class.
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
    """Return the unit of a metric of runs that had this loss; an estimator has none, and a loss in nats."""
    return unit_of(metric, unit_of_loss(loss.name) if loss else NATS)


def _diverged(run: Run, task: str, classes: int) -> dict[str, float]:
    """Return what a diverged run leaves its user: a network that guesses.

    There is no gap between two guesses, no confidence in them, and no cost of a result that is none. Only the first
    epoch, if that was sound, keeps its own loss.
    """
    known = [RUN_METRICS[name] for name in MEASURED if is_of_task(name, task)]
    values = {metric.name: _worth(metric, classes) for metric in known if classes == 2 or not metric.two_classes}
    if run.role == "tuning":
        values = {name: value for name, value in values.items() if name not in TEST_METRICS}
    if len(run.epochs) > 1 and run.epochs[1].train["loss"] is not None:
        values["first_epoch_train_loss"] = run.epochs[1].train["loss"]
    return values


def _worth(metric: Metric, classes: int) -> float:
    return 100 / classes if metric.diverged == "chance" else metric.diverged
