"""One row per measurement, seed and number that it gave."""

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame


def measurements(results: StudyResults) -> pd.DataFrame:
    """Return what each measurement gave, seeds and numbers in its order; `at` is empty where a number has no place.

    `measurement` is the function's name with its settings, `function` the name alone.
    """
    records = {label: results.records[record] for label, record in results.study.measurements.items()}
    return frame(
        {
            "measurement": label,
            "function": record.identity["spec"]["measurement"]["name"],
            "record": record.name,
            "seed": run.seed,
            **value.model_dump(),
        }
        for label, record in records.items()
        if record.body.kind == "measurement"
        for run in record.body.runs
        for value in run.values
    )
