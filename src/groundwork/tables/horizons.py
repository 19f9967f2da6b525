"""One row per run and horizon: the `runs` table as if every run had ended there."""

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, horizons_of, variant_runs
from groundwork.tables.shared.run_rows import run_row


def horizons(results: StudyResults) -> pd.DataFrame:
    """Return the columns of `runs` at each horizon of each run, after `horizon`, its number of steps.

    The last horizon of a run is its planned end, which early stopping may not reach, or the last one at which its
    learning rate was chosen. An estimator has one row, with horizon 0.
    """
    return frame(
        {"horizon": horizon, **run_row(results, variant, run, horizon)}
        for variant in results.study.variants
        for run in variant_runs(results, variant)
        for horizon in horizons_of(results, variant, run)
    )
