"""One row per reported run, label and prediction: the number of test images."""

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, reported_runs


def confusion(results: StudyResults) -> pd.DataFrame:
    """Return the number of test images by label and prediction, both from 0; zero counts are left out."""
    return frame(
        {**settings, "seed": run.seed, "label": label, "predicted": predicted, "count": count}
        for settings, run in reported_runs(results)
        if run.test
        for label, row in enumerate(run.test.confusion)
        for predicted, count in enumerate(row)
        if count
    )
