"""One row per reported run and confidence range: mean confidence and accuracy."""

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, percent, reported_runs


def reliability(results: StudyResults) -> pd.DataFrame:
    """Return mean confidence and accuracy of the test images in each of 15 equal confidence ranges, low to high."""
    return frame(
        {
            **settings,
            "seed": run.seed,
            "confidence_percent": percent(each.confidence),
            "accuracy_percent": percent(each.accuracy),
            "images": each.images,
        }
        for settings, run in reported_runs(results)
        if run.test
        for each in run.test.reliability
    )
