"""One row per run, with every metric that a claim can use."""

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, variant_runs
from groundwork.tables.shared.run_rows import horizons_of, run_row


def runs(results: StudyResults) -> pd.DataFrame:
    """Return the settings, outcome and final metrics of each run, including tuning seeds.

    `epochs` and `train_images` are the requested numbers; `steps` is the number of steps taken, and steps are numbered
    from 0. Settings that an estimator does not have, such as the optimizer, are empty. `components` is JSON: the
    component of each setting, with its own settings.
    """
    return frame(
        run_row(results, variant, run, horizons_of(variant)[-1])
        for variant in results.study.variants
        for run in variant_runs(results, variant)
    )
