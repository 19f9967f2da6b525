"""The setting `reported_learning_rates`: which learning rates train the reported seeds."""

from typing import Annotated, Any, Literal, NoReturn

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from groundwork.config.duplicates import find_duplicates
from groundwork.config.suggestions import shown

ALL: Literal["all"] = "all"
TUNED: Literal["tuned"] = "tuned"
MIN_TUNING_SEEDS = 2  # one seed may prefer a rate by chance: neighboring rates differ by less than two seeds do
LearningRate = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
_RATE: TypeAdapter[float] = TypeAdapter(LearningRate)


def _read(value: Any) -> Any:
    """Accept `all`, or a list of learning rates and `tuned`; whether a rate is tried is checked when it is expanded."""
    if value == ALL:
        return ALL
    if not isinstance(value, list | tuple):
        _reject(f"{shown(value)} is neither all nor a list; write all, or a list such as [tuned, 0.001]")
    if not value:
        _reject("is empty; write all, tuned or at least one learning rate")
    entries = tuple(_entry(each) for each in value)
    for duplicate in find_duplicates(entries):
        _reject(f"{shown(duplicate)} is listed twice; list it once")
    return entries


def _entry(value: Any) -> Any:
    if value == TUNED:
        return TUNED
    try:
        return _RATE.validate_python(value, strict=True)
    except ValidationError:
        _reject(f"{shown(value)} is neither tuned nor a learning rate; write tuned, or a number above 0 (at most 1000)")


def _reject(message: str) -> NoReturn:
    raise PydanticCustomError("reported_rates", "{message}", {"message": message})


ReportedRates = Annotated[Literal["all"] | tuple[Literal["tuned"] | float, ...], BeforeValidator(_read)]
