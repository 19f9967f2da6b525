"""One row per reported run, case and place at which its task tests it, such as a length of sentences."""

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, reported_runs


def places(results: StudyResults) -> pd.DataFrame:
    """Return what a task measures on some of the test examples, such as the exact matches at each length of sentences.

    `at` is the place, such as the length.
    """
    return frame(
        {**settings, "seed": run.seed, **value.model_dump()}
        for settings, run in reported_runs(results)
        if run.test
        for value in run.test.places
    )
