"""The one-line summary of a record for the terminal."""

import statistics

from groundwork.core.formatting import words
from groundwork.core.metrics import TEST_METRICS
from groundwork.planning.specs import AnySpec
from groundwork.records.schema import CheckBody, MeasurementBody, TrainingBody


def summary_line(spec: AnySpec, body: TrainingBody | MeasurementBody | CheckBody) -> str:
    """Return a record's configuration and main result, such as the test accuracy."""
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
        return "no test result"
    name = next((each for each in TEST_METRICS if each in tests[0].metrics), "test_loss")  # the primary metric
    values = [value for test in tests if (value := test.metrics.get(name)) is not None]
    if not values:
        return f"no finite {words(name)}"
    if TEST_METRICS[name].unit == "%":
        return f"{statistics.fmean(values):.1f} % {words(name.removesuffix('_percent'))}"
    return f"{words(name)} {statistics.fmean(values):.4g}"


def _count(value: int, noun: str) -> str:
    return f"{value} {noun}{'' if value == 1 else 's'}"
