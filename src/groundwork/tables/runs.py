"""One row per run, with every metric that a claim can use."""

import pandas as pd

from groundwork.dataset.origins import ORIGINS, task_of
from groundwork.planning.plan import Variant
from groundwork.records.schema import Run
from groundwork.tables.shared.metrics import metrics_of
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import Row, body_of, components_text, frame, settings_of, variant_runs


def runs(results: StudyResults) -> pd.DataFrame:
    """Return the settings, outcome and final metrics of each run, including tuning seeds.

    `epochs` and `train_images` are the requested numbers; `steps` is the number of steps taken, and steps are numbered
    from 0. Settings that an estimator does not have, such as the optimizer, are empty. `components` is JSON: the
    component of each setting, with its own settings.
    """
    return frame(
        _row(results, variant, run) for variant in results.study.variants for run in variant_runs(results, variant)
    )


def _row(results: StudyResults, variant: Variant, run: Run) -> Row:
    body = body_of(results, variant)
    task, classes = task_of(variant.spec.dataset), len(ORIGINS[variant.spec.dataset].classes)
    return {
        **settings_of(results, variant),
        "components": components_text(variant),
        "parameters": body.parameters,
        "seed": run.seed,
        "role": run.role,
        "outcome": run.outcome,
        "diverged_at_step": run.diverged_at_step,
        "steps": run.steps,
        **metrics_of(run, task, classes, results.statistics.target_accuracy_percent),
        "multiply_adds": body.multiply_adds,
    }
