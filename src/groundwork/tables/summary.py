"""One row per variant and metric: mean, spread and interval over the reported seeds."""

import numpy as np
import pandas as pd

from groundwork.results import StudyResults
from groundwork.statistics import mean_interval
from groundwork.tables._metrics import UNITS
from groundwork.tables._rows import Row, frame, settings_of
from groundwork.tables.runs import runs


def summary(results: StudyResults) -> pd.DataFrame:
    """Return n, mean, sample standard deviation and confidence interval of each metric of each variant.

    `diverged` counts the seeds that diverged, `infinite` those whose value is infinite: diverged, or the target missed.
    One infinite value makes the mean infinite and leaves it without an interval.
    """
    reported = runs(results).query("role == 'report'")
    return frame(
        {**settings_of(variant), **_row(reported[reported["record"] == variant.record], metric, results)}
        for variant in results.study.variants
        for metric in UNITS
    )


def _row(variant_runs: pd.DataFrame, metric: str, results: StudyResults) -> Row:
    interval = mean_interval(variant_runs[metric], results.statistics.confidence)
    return {
        "metric": metric,
        "unit": UNITS[metric],
        "n": interval.n,
        "mean": interval.mean,
        "spread": interval.spread,
        "low": interval.low,
        "high": interval.high,
        "diverged": int((variant_runs["outcome"] != "finished").sum()),
        "infinite": int(np.isinf(variant_runs[metric]).sum()),
    }
