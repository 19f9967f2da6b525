"""One row per exact check and quantity: whether the check holds, and its numbers."""

import math

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame


def checks(results: StudyResults) -> pd.DataFrame:
    """Return the quantities of each exact check; a check without quantities has one row."""
    bodies = {name: results.records[record].body for name, record in results.study.checks.items()}
    return frame(
        {"check": name, "record": results.study.checks[name], "holds": body.holds, "quantity": quantity, "value": value}
        for name, body in bodies.items()
        if body.kind == "check"
        for quantity, value in (body.measured or {"": math.nan}).items()
    )
