"""The claims about time, read from YAML and validated."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from groundwork.config.catalog import TIMING
from groundwork.config.entries import CLAIMS, Identifier, Text, read_entries
from groundwork.config.names import name_of
from groundwork.config.schema import Section


class TimingClaim(Section):
    """A testable claim: one case takes less, or more, time than another, by at least a factor."""

    id: Identifier
    timing: Annotated[str, name_of(TIMING)]
    sentence: Text
    left: Text
    right: Text
    expect: Literal["less", "greater"]
    matters: Annotated[float, Field(ge=1, allow_inf_nan=False)]


def read_timing_claims(path: Path) -> tuple[TimingClaim, ...]:
    """Return the claims of a file in order; raises UserError with one line per problem."""
    return read_entries(path, lambda _: TimingClaim, "id", CLAIMS)
