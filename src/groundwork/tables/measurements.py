"""One row per measurement, seed and number that it gave."""

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame


def measurements(results: StudyResults) -> pd.DataFrame:
    """Return what each measurement gave, seeds and numbers in its order; `at` is empty where a number has no place."""
    bodies = {name: results.records[record].body for name, record in results.study.measurements.items()}
    return frame(
        {"measurement": name, "record": results.study.measurements[name], "seed": run.seed, **value.model_dump()}
        for name, body in bodies.items()
        if body.kind == "measurement"
        for run in body.runs
        for value in run.values
    )
