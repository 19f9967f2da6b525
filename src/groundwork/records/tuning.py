"""What tuning compares of a run."""

from groundwork.core.tuning import late_mean
from groundwork.records.schema import Run


def tuning_score(run: Run, horizon: int, metric: str, diverged: float) -> float:
    """Return the mean of a validation metric in the last quarter of the steps up to a horizon, or to the kept weights.

    A run that diverged before the horizon, and a value that is not finite, count as `diverged`.
    """
    if run.at(horizon) is None:
        return diverged
    values = {point.step: point.validation[metric] for point in run.curve}
    curve = [(step, diverged if value is None else value) for step, value in values.items()]
    return late_mean(curve, min(horizon, run.curve[run.kept_point].step))
