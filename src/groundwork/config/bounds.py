"""Ranges of numbers in params.yaml, chosen to limit memory, time and floating-point overflow."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError


def at_most(limit: float, reason: str) -> AfterValidator:
    """Reject a number above a limit, or a list longer than it, and say why."""

    def check(value: Any) -> Any:
        is_list = isinstance(value, tuple)
        if (len(value) if is_list else value) > limit:
            have, entries = ("have", " entries") if is_list else ("be", "")
            message = f"should {have} at most {limit:,.0f}{entries}: {reason}"
            raise PydanticCustomError("bound", "{message}", {"message": message})
        return value

    return AfterValidator(check)


def _at_least(limit: float, reason: str) -> AfterValidator:
    def check(value: float) -> float:
        if value < limit:
            message = f"should be at least {limit}: {reason}"
            raise PydanticCustomError("bound", "{message}", {"message": message})
        return value

    return AfterValidator(check)


SINGLE_PRECISION = "beyond that, training in single precision may overflow or stand still"
PositiveInteger = Annotated[int, Field(ge=1), at_most(10_000, "more would take days")]
EnsembleSize = Annotated[int, Field(ge=1), at_most(1_000, "more trees take gigabytes of memory")]
ContextLength = Annotated[int, Field(ge=1), at_most(8, "longer sequences hardly ever repeat")]
Units = Annotated[int, Field(ge=1), at_most(16_384, "wider layers take gigabytes of memory")]
Layers = Annotated[int, Field(ge=1), at_most(1_000, "deeper networks take gigabytes of memory, and hours")]
UnitsOfLayers = Annotated[tuple[Units, ...], at_most(1_000, "deeper networks take gigabytes of memory, and hours")]
PositiveNumber = Annotated[
    float,
    Field(gt=0, allow_inf_nan=False),
    _at_least(1e-30, SINGLE_PRECISION),
    at_most(1e6, SINGLE_PRECISION),
]
Fraction = Annotated[float, Field(ge=0, lt=1)]
PositiveFraction = Annotated[float, Field(gt=0, lt=1)]
Probability = Annotated[float, Field(ge=0, le=1)]
