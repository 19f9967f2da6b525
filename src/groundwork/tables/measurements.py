"""One row per measurement, seed and value."""

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame


def measurements(results: StudyResults) -> pd.DataFrame:
    """Return the values of each measurement by seed, in its order; `at` is empty for a value without a place.

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
