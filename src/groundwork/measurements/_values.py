"""The numbers of a measurement as records keep them, and the data that a measurement can use."""

from groundwork.errors import UserError
from groundwork.records import MeasuredValue
from groundwork.training.numbers import finite
from groundwork.training.splits import Splits


def measured(case: str, metric: str, at: float | None, value: float) -> MeasuredValue:
    """Return one measured number, rounded, or as nothing where it is infinite or not a number."""
    return MeasuredValue(case=case, metric=metric, at=at, value=finite(value))


def require_classes(measurement: str, dataset: str, splits: Splits) -> None:
    """Raise UserError where a dataset has no classes to tell apart."""
    if not splits.classes:
        raise UserError(
            f"params.yaml: measurement '{measurement}' tells classes apart and '{dataset}' has none; "
            "give its study a dataset of classes"
        )
