"""One row per run, with every metric that a claim can use."""

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, planned_horizons, whole_runs
from groundwork.tables.shared.run_rows import run_row


def runs(results: StudyResults) -> pd.DataFrame:
    """Return the settings, outcome and final metrics of each whole run, including tuning seeds.

    `record` is that of the variant's reported seeds, in all rows, and `tuning_record` that of its tuning seeds.
    `tuning_score` is what tuning compares: the task's first metric on validation, as a mean over the last quarter of
    the steps. A learning rate that is not reported has rows of tuning seeds only. `epochs` and `train_images` are the
    requested numbers; `steps` is the number of steps taken, and steps are numbered from 0. Settings that an estimator
    does not have, such as the optimizer, are empty. `components` is JSON: the component of each setting, with its own
    settings.
    """
    return frame(
        run_row(results, variant, run, planned_horizons(variant)[-1])
        for variant in results.study.variants
        for run in whole_runs(results, variant)
    )
