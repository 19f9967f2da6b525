"""Validates names that a user wrote, and suggests the nearest match."""

import difflib
from collections.abc import Iterable

from pydantic_core import PydanticCustomError

MAX_SHOWN_LENGTH = 60
MAX_NAMES_LENGTH = 800
FEW = 12


def shown(value: object) -> str:
    """Return a value as YAML writes it, shortened to fit in a message."""
    text = str(value).lower() if isinstance(value, bool) else "null" if value is None else repr(value)
    return text if len(text) <= MAX_SHOWN_LENGTH else f"{text[: MAX_SHOWN_LENGTH - 3]}..."


def suggestion(value: object, allowed: Iterable[str]) -> str:
    """Return `; did you mean 'x'? (all allowed names)`, or only the allowed names if none is close.

    Of names that would fill several lines, it lists those that are most like the value, and says how many there are.
    """
    names = sorted(allowed)
    nearest = difflib.get_close_matches(str(value), names, n=1)
    hint = f"; did you mean '{nearest[0]}'?" if nearest else ""
    listed = ", ".join(names) or "there are none"
    if len(listed) > MAX_NAMES_LENGTH:
        likely = sorted(difflib.get_close_matches(str(value), names, n=FEW, cutoff=0))
        listed = f"{', '.join(likely)} and {len(names) - len(likely)} others"
    return f"{hint} ({listed})"


def require_name(value: object, phrase: str, allowed: Iterable[str]) -> str:
    """Return a name if it is allowed; otherwise raise a validation error with a suggestion."""
    if not isinstance(value, str) or value not in set(allowed):
        message = f"{shown(value)} is not {phrase}{suggestion(value, allowed)}"
        raise PydanticCustomError("unknown_name", "{message}", {"message": message})
    return value
