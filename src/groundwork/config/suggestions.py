"""Validates names that a user wrote, and suggests the nearest match."""

import difflib
from collections.abc import Iterable, Sequence

from pydantic_core import PydanticCustomError

MAX_SHOWN_LENGTH = 60
MAX_LISTED_LENGTH = 800


def shown(value: object) -> str:
    """Return a value as YAML writes it, shortened to fit in a message."""
    text = str(value).lower() if isinstance(value, bool) else "null" if value is None else repr(value)
    return text if len(text) <= MAX_SHOWN_LENGTH else f"{text[: MAX_SHOWN_LENGTH - 3]}..."


def suggestion(value: object, allowed: Iterable[str]) -> str:
    """Return `; did you mean 'x'? (all allowed names)`, or only the allowed names if none is close.

    Of very many names, the first ones are listed, with the number of the others.
    """
    names = sorted(allowed)
    nearest = difflib.get_close_matches(str(value), names, n=1)
    hint = f"; did you mean '{nearest[0]}'?" if nearest else ""
    return f"{hint} ({_listed(names)})"


def require_name(value: object, phrase: str, allowed: Iterable[str]) -> str:
    """Return a name if it is allowed; otherwise raise a validation error with a suggestion."""
    if not isinstance(value, str) or value not in set(allowed):
        message = f"{shown(value)} is not {phrase}{suggestion(value, allowed)}"
        raise PydanticCustomError("unknown_name", "{message}", {"message": message})
    return value


def _listed(names: Sequence[str]) -> str:
    text = ", ".join(names) or "there are none"
    if len(text) <= MAX_LISTED_LENGTH:
        return text
    kept = text[:MAX_LISTED_LENGTH].rpartition(", ")[0]
    return f"{kept}, and {len(names) - kept.count(', ') - 1} more"
