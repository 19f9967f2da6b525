"""The one-line summary of a record for the terminal."""

import statistics
from collections.abc import Mapping, Sequence

from groundwork.core.formatting import words
from groundwork.core.metrics import RUN_METRICS, column_of
from groundwork.planning.specs import AnySpec
from groundwork.records.schema import CheckBody, MeasurementBody, Run, TrainingBody


def summary_line(spec: AnySpec, body: TrainingBody | MeasurementBody | CheckBody) -> str:
    """Return a record's configuration and main result, such as the test accuracy."""
    return f"{spec.summary}: {_result(spec, body)}"


def _result(spec: AnySpec, body: TrainingBody | MeasurementBody | CheckBody) -> str:
    if isinstance(body, CheckBody):
        return "holds" if body.holds else "does not hold"
    if isinstance(body, MeasurementBody):
        return _count(sum(len(run.values) for run in body.runs), "number")
    return _outcome(spec, body)


def _outcome(spec: AnySpec, body: TrainingBody) -> str:
    """Return the mean over the reported seeds, or over the tuning seeds of a record that has no others."""
    if not body.runs:
        return "not chosen; no run"
    runs = [run for run in body.runs if run.role == "report"]
    if not runs:
        finished = [run.horizons[-1] for run in body.runs if run.diverged_at_step is None]
        read = [{column_of("validation", name): value for name, value in end.validation.items()} for end in finished]
        return _over_seeds(_mean(read, "no validation result"), body.runs, "tuning seed")
    tests = [run.test.metrics for run in runs if run.test]
    ends_early = spec.kind == "training" and body.chosen_until not in (None, spec.steps)
    until = f", chosen up to step {body.chosen_until:,} only" if ends_early else ""
    return _over_seeds(_mean(tests, "no test result"), runs, "seed") + until


def _over_seeds(mean: str, runs: Sequence[Run], noun: str) -> str:
    diverged = sum(run.diverged_at_step is not None for run in runs)
    return f"{mean} over {_count(len(runs), noun)}" + (f", {diverged} diverged" if diverged else "")


def _mean(read: Sequence[Mapping[str, float | None]], missing: str) -> str:
    if not read:
        return missing
    name = next((each for each in RUN_METRICS if each in read[0]), "test_loss")  # the primary metric
    values = [value for metrics in read if (value := metrics.get(name)) is not None]
    if not values:
        return f"no finite {words(name)}"
    if RUN_METRICS[name].unit == "%":
        return f"{statistics.fmean(values):.1f} % {words(name.removesuffix('_percent'))}"
    return f"{words(name)} {statistics.fmean(values):.4g}"


def _count(value: int, noun: str) -> str:
    return f"{value} {noun}{'' if value == 1 else 's'}"
