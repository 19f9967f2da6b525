"""Makes the measured values of a record."""

from groundwork.records.numbers import finite
from groundwork.records.schema import MeasuredValue


def measured(case: str, metric: str, at: float | None, value: float) -> MeasuredValue:
    """Return one measured value, rounded; None if it is not finite."""
    return MeasuredValue(case=case, metric=metric, at=at, value=finite(value))
