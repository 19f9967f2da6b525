"""One row per exact check and quantity: whether the claim holds, and the numbers that show it."""

import math

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame


def checks(results: StudyResults) -> pd.DataFrame:
    """Return what each exact check measured; one that measured nothing still has a row that says whether it holds."""
    bodies = {name: results.records[record].body for name, record in results.study.checks.items()}
    return frame(
        {"check": name, "record": results.study.checks[name], "holds": body.holds, "quantity": quantity, "value": value}
        for name, body in bodies.items()
        if body.kind == "check"
        for quantity, value in (body.measured or {"": math.nan}).items()
    )
