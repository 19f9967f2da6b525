"""One row per variant and metric: mean, standard deviation and interval over the reported seeds."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from groundwork.core.statistics import mean_interval
from groundwork.planning.plan import Variant
from groundwork.tables.runs import runs
from groundwork.tables.shared.metrics import MEASURED, unit_under
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import Row, frame, settings_of


def summary(results: StudyResults) -> pd.DataFrame:
    """Return n, mean, sample standard deviation and confidence interval of each metric of each variant.

    `diverged` is the number of diverged seeds, `infinite` the number of infinite values: diverged, or target missed.
    With an infinite value the mean is infinite and there is no interval. Metrics that no run of the study has are left
    out, and so are variants whose learning rate is not reported.
    """
    every = runs(results)
    if every.empty:
        return every
    reported = every[every["role"] == "report"]
    metrics = [metric for metric in MEASURED if reported[metric].notna().any()]
    return frame(
        row
        for variant in results.study.variants
        if len(own := _of(variant, reported))
        for row in _rows(results, variant, own, metrics)
    )


def _of(variant: Variant, reported: pd.DataFrame) -> pd.DataFrame:
    """Return a variant's runs; variants of a small dataset may share a record, which then has the runs of each."""
    return reported[(reported["record"] == variant.record) & (reported["variant"] == variant.label)]


def _rows(results: StudyResults, variant: Variant, variant_runs: pd.DataFrame, metrics: list[str]) -> Iterator[Row]:
    settings = settings_of(results, variant)
    diverged = int((variant_runs["outcome"] != "finished").sum())
    for metric in metrics:
        values = variant_runs[metric].to_numpy(dtype=float)
        interval = mean_interval(values, results.statistics.confidence)
        yield {
            **settings,
            "metric": metric,
            "unit": unit_under(variant.spec.components.get("loss"), metric),
            "n": interval.n,
            "mean": interval.mean,
            "std": interval.std,
            "low": interval.low,
            "high": interval.high,
            "diverged": diverged,
            "infinite": int(np.isinf(values).sum()),
        }
