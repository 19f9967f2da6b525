"""The one-line summary of a record for the terminal."""

import statistics

from groundwork.planning.specs import AnySpec
from groundwork.records.schema import CheckBody, MeasurementBody, TrainingBody


def summary_line(spec: AnySpec, body: TrainingBody | MeasurementBody | CheckBody) -> str:
    """Return the configuration and the result, such as test accuracy, of a record."""
    return f"{spec.summary}: {_result(body)}"


def _result(body: TrainingBody | MeasurementBody | CheckBody) -> str:
    if isinstance(body, CheckBody):
        return "holds" if body.holds else "does not hold"
    if isinstance(body, MeasurementBody):
        return _count(sum(len(run.values) for run in body.runs), "number")
    return _outcome(body)


def _outcome(body: TrainingBody) -> str:
    runs = [run for run in body.runs if run.role == "report"]
    diverged = sum(run.diverged_at_step is not None for run in runs)
    return f"{_mean(body)} over {_count(len(runs), 'seed')}" + (f", {diverged} diverged" if diverged else "")


def _mean(body: TrainingBody) -> str:
    tests = [run.test for run in body.runs if run.test]
    if not tests:
        return "no sound network"
    accuracies = [test.accuracy for test in tests if test.accuracy is not None]
    if accuracies:
        return f"{100 * statistics.fmean(accuracies):.1f} % test accuracy"
    losses = [test.loss for test in tests if test.loss is not None]
    return f"test loss {statistics.fmean(losses):.4g}" if losses else "no finite test loss"


def _count(value: int, noun: str) -> str:
    return f"{value} {noun}{'' if value == 1 else 's'}"
