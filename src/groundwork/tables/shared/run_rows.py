"""The row of a run at a horizon: its settings, outcome and metrics as if it had ended there."""

from groundwork.core.metrics import TASK_METRICS, first_metric
from groundwork.dataset.origins import ORIGINS, task_of
from groundwork.planning.plan import Variant
from groundwork.records.schema import Run
from groundwork.records.tuning import tuning_score
from groundwork.tables.shared.metrics import metrics_of
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import Row, body_of, components_text, settings_of


def run_row(results: StudyResults, variant: Variant, run: Run, horizon: int) -> Row:
    """Return the row of a run as if it had ended at a horizon; a later divergence does not count."""
    body = body_of(results, variant)
    task, classes = task_of(variant.spec.dataset), len(ORIGINS[variant.spec.dataset].classes)
    has_diverged = run.at(horizon) is None
    return {
        **settings_of(results, variant),
        "tuning_record": variant.tuning_record,
        "components": components_text(variant),
        "parameters": body.parameters,
        "seed": run.seed,
        "role": run.role,
        "outcome": run.outcome if has_diverged else "finished",
        "diverged_at_step": run.diverged_at_step if has_diverged else None,
        "steps": run.steps if has_diverged else min(run.steps, horizon),
        **metrics_of(run, horizon, task, classes),
        "multiply_adds": body.multiply_adds,
        "tuning_score": _tuning_score(run, horizon, task, classes) if run.role == "tuning" else None,
    }


def _tuning_score(run: Run, horizon: int, task: str, classes: int) -> float:
    diverged = first_metric(task, "validation").when_diverged(classes)
    return tuning_score(run, horizon, TASK_METRICS[task][0], diverged)
