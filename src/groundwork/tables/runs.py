"""One row per run, with every metric that a claim can be about."""

import pandas as pd

from groundwork.plan import Variant
from groundwork.records import Run
from groundwork.results import StudyResults
from groundwork.tables._metrics import metrics_of
from groundwork.tables._rows import Row, body_of, frame, runs_of, settings_of

USUAL_CLASSES = 10


def runs(results: StudyResults) -> pd.DataFrame:
    """Return each run's settings, outcome and metrics at the end of training, tuning seeds included.

    `epochs` and `train_images` are those asked for; `steps` those taken, and a step is counted from 0.
    """
    chance = 100 / _classes(results)
    return frame(_row(results, variant, run, chance) for variant, run in runs_of(results))


def _row(results: StudyResults, variant: Variant, run: Run, chance: float) -> Row:
    spec = variant.spec
    return {
        **settings_of(variant),
        "train_images": spec.train_images,
        "epochs": spec.epochs,
        "parameters": body_of(results, variant).parameters,
        "seed": run.seed,
        "role": run.role,
        "outcome": run.outcome,
        "diverged_at_step": run.diverged_at_step,
        "steps": run.steps,
        **metrics_of(run, chance, results.statistics.target_accuracy_percent),
    }


def _classes(results: StudyResults) -> int:
    """Return the number of classes of any test that was read; where every run diverged, that of our datasets."""
    return next((len(run.test.confusion) for _, run in runs_of(results) if run.test), USUAL_CLASSES)
