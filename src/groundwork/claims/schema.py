"""The typed shape of claims.yaml: a claim is either a comparison of two sides or an exact check."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, field_validator, model_validator
from pydantic_core import PydanticCustomError

from groundwork.claims.metrics import SETTINGS, metric_names
from groundwork.config.catalog import CHECK
from groundwork.config.names import name_of, require_name
from groundwork.config.schema import Section

TUNED = "tuned"
STUDY = "study"
NUMBERS = frozenset({"learning_rate", "batch_size"})


def _is_metric(value: str) -> str:
    require_name(value, "a metric", metric_names())
    return value


def _is_selector(value: dict[str, str | float]) -> dict[str, str | float]:
    for key, wanted in value.items():
        require_name(key, "a setting that a side can name", [*SETTINGS, STUDY])
        if isinstance(wanted, str) is (key in NUMBERS) and (key, wanted) != ("learning_rate", TUNED):
            expected = "a number" if key in NUMBERS else "a name"
            shown = repr(wanted) if isinstance(wanted, str) else f"{wanted:g}"
            message = f"{key}: {shown} is not {expected}; write one as params.yaml does"
            raise PydanticCustomError("setting", "{message}", {"message": message})
    return value


Text = Annotated[str, Field(min_length=1)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Selector = Annotated[dict[str, str | float], AfterValidator(_is_selector)]


class Claim(Section):
    """What every claim has: the sentence it makes testable, where that comes from, and the study that tests it."""

    id: Identifier
    study: Identifier
    sentence: Text
    source: Literal["textbook", "convention", "mathematics"]


class Comparison(Claim):
    """A claim that compares a metric of two sides; the margin is in points or units, or a factor for a ratio."""

    protocol: Text
    conditions: str = ""
    requires_dataset: str | None = None
    metric: Annotated[str, AfterValidator(_is_metric)]
    left: Selector
    right: Selector
    expect: Literal["less", "greater", "equal"]
    scale: Literal["difference", "ratio"]
    margin: Annotated[float, Field(ge=0, allow_inf_nan=False)]

    @model_validator(mode="after")
    def _margin_fits_scale(self) -> "Comparison":
        if self.scale == "ratio" and self.margin < 1:
            message = f"margin: {self.margin:g} is not a factor of at least 1; write 1.25 for a quarter more"
            raise PydanticCustomError("margin", "{message}", {"message": message})
        return self


class ExactClaim(Claim):
    """A claim that an exact check decides."""

    check: Annotated[str, name_of(CHECK)]


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "exact" if "check" in value else "comparison"
    return "exact" if isinstance(value, ExactClaim) else "comparison"


AnyClaim = Annotated[
    Annotated[Comparison, Tag("comparison")] | Annotated[ExactClaim, Tag("exact")], Discriminator(_kind)
]


class Claims(Section):
    """The whole of claims.yaml, in its order; no two claims have the same id."""

    claims: tuple[AnyClaim, ...]

    @field_validator("claims")
    @classmethod
    def _ids_differ(cls, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        ids = [claim.id for claim in claims]
        for each in ids:
            if ids.count(each) > 1:
                message = f"the id {each!r} is used twice; rename one of the claims"
                raise PydanticCustomError("twice", "{message}", {"message": message})
        return claims
