"""The one-line summary of a record for the terminal."""

import statistics

from groundwork.config.names import number_text
from groundwork.config.proper_names import label_text
from groundwork.planning.specs import AnySpec, CheckSpec, FitSpec, MeasurementSpec
from groundwork.records.schema import CheckBody, MeasurementBody, TrainingBody

# The defaults, which the line leaves out.
USUAL = ("unit_range", "constant", "none", "torch_default", "cross_entropy")


def summary_line(spec: AnySpec, body: TrainingBody | MeasurementBody | CheckBody) -> str:
    """Return the configuration and the result, such as test accuracy, of a record."""
    if isinstance(spec, CheckSpec):
        holds = isinstance(body, CheckBody) and body.holds
        return f"{spec.check.replace('_', ' ')}: {'holds' if holds else 'does not hold'}"
    if isinstance(spec, MeasurementSpec):
        count = sum(len(run.values) for run in body.runs) if isinstance(body, MeasurementBody) else 0
        return f"{label_text(spec.measurement.label)}: {_count(count, 'number')}"
    outcome = _outcome(body) if isinstance(body, TrainingBody) else ""
    return f"{_configuration(spec)}: {outcome}"


def _configuration(spec: AnySpec) -> str:
    if isinstance(spec, FitSpec):
        return f"{spec.model.label} on {spec.train_images} images"
    if isinstance(spec, CheckSpec | MeasurementSpec):
        return spec.label
    components = (spec.preprocessing, spec.augmentation, spec.initializer, spec.loss, spec.schedule)
    extra = [each.label for each in components if each.name not in USUAL]
    return " ".join([spec.model.label, spec.optimizer.label, number_text(spec.learning_rate), *extra])


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
