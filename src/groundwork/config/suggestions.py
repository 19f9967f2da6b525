"""Names that a user wrote, checked against those that exist, with the nearest match where one does not."""

import difflib
from collections.abc import Iterable

from pydantic_core import PydanticCustomError

LONGEST_SHOWN = 60


def shown(value: object) -> str:
    """Return a value of params.yaml in YAML's words, shortened to fit on a line."""
    text = str(value).lower() if isinstance(value, bool) else "null" if value is None else repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."


def suggestion(value: object, allowed: Iterable[str]) -> str:
    """Return `; did you mean 'x'? (all that is allowed)` for a name that does not exist, or only what is allowed."""
    names = sorted(allowed)
    nearest = difflib.get_close_matches(str(value), names, n=1)
    hint = f"; did you mean '{nearest[0]}'?" if nearest else ""
    return f"{hint} ({', '.join(names) or 'there are none'})"


def require_name(value: object, phrase: str, allowed: Iterable[str]) -> str:
    """Return a name that is among those allowed; a validation error suggests the nearest one where it is not."""
    if not isinstance(value, str) or value not in set(allowed):
        message = f"{shown(value)} is not {phrase}{suggestion(value, allowed)}"
        raise PydanticCustomError("unknown_name", "{message}", {"message": message})
    return value
