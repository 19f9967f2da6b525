"""The numbers of a measurement as records keep them."""

from groundwork.records.numbers import finite
from groundwork.records.schema import MeasuredValue


def measured(case: str, metric: str, at: float | None, value: float) -> MeasuredValue:
    """Return one measured number, rounded, or as nothing where it is infinite or not a number."""
    return MeasuredValue(case=case, metric=metric, at=at, value=finite(value))
