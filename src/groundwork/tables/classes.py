"""One row per reported run and class: precision, recall and F1."""

import pandas as pd

from groundwork.core.class_scores import class_scores
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, reported_runs


def classes(results: StudyResults) -> pd.DataFrame:
    """Return precision, recall and F1 of each class (from 0) on the test images, and its number of test images."""
    return frame(
        {**settings, "seed": run.seed, "class": number, **vars(score)}
        for settings, run in reported_runs(results)
        if run.test and run.test.confusion
        for number, score in enumerate(class_scores(run.test.confusion))
    )
