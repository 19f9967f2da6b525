"""The sentences about time that the laps are to judge, read from YAML and validated."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from groundwork.config.catalog import TIMING
from groundwork.config.names import name_of
from groundwork.config.reading import read_yaml, tuples
from groundwork.config.schema import Section
from groundwork.config.suggestions import suggestion
from groundwork.errors import UserError

Text = Annotated[str, Field(min_length=1)]


class TimingClaim(Section):
    """A sentence made testable: one case takes less, or more, time than another, by a factor that matters."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    timing: Annotated[str, name_of(TIMING)]
    sentence: Text
    left: Text
    right: Text
    expect: Literal["less", "greater"]
    margin: Annotated[float, Field(ge=1, allow_inf_nan=False)]


def read_timing_claims(path: Path) -> tuple[TimingClaim, ...]:
    """Return the claims of a file in its order; UserError with one line for each problem."""
    content = read_yaml(path)
    if not isinstance(content, list):
        raise UserError(f"{path.name}: expected a list of claims; start each with '- id: name_of_the_claim'")
    try:
        claims = TypeAdapter(tuple[TimingClaim, ...]).validate_python(tuples(content))
    except ValidationError as error:
        raise UserError("\n".join(f"{path.name}: {_line(each, content)}" for each in error.errors())) from None
    ids = [claim.id for claim in claims]
    for each in ids:
        if ids.count(each) > 1:
            raise UserError(f"{path.name}: {each}: the id is used twice; rename one of the claims")
    return claims


def _line(error: Any, content: list[Any]) -> str:
    """Return one problem, its place beginning with the claim's id where it has one."""
    number, *inner = error["loc"]
    entry = content[number]
    named = isinstance(entry, dict) and isinstance(entry.get("id"), str)
    place = ".".join([entry["id"] if named else f"claim {number + 1}", *map(str, inner)])
    if error["type"] == "missing":
        return f"{place}: is missing; add it (see the other claims)"
    if error["type"] == "extra_forbidden":
        return f"{place}: unknown key{suggestion(inner[-1], TimingClaim.model_fields)}"
    if error["type"] == "unknown_name":
        return f"{place}: {error['msg']}"
    message = str(error["msg"])
    return f"{place}: {error['input']!r}: {message[:1].lower()}{message[1:]}"
