"""Reads a YAML file with a list of entries: returns typed entries, or reports every problem in one line each."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, Field, ValidationError

from groundwork.config.duplicates import find_duplicates
from groundwork.config.names import matching
from groundwork.config.reading import read_yaml
from groundwork.config.schema import Section
from groundwork.config.suggestions import shown, suggestion
from groundwork.core.errors import UserError

Entry = TypeVar("Entry", bound=Section)
Nouns = tuple[str, str]
ENTRIES: Nouns = ("entry", "entries")
CLAIMS: Nouns = ("claim", "claims")
# Validation errors whose message is already complete.
OWN_MESSAGES = frozenset({"unknown_name", "claim", "answer", "spelling", "twice"})


Text = Annotated[str, Field(min_length=1)]
Identifier = Annotated[
    str, matching("[a-z][a-z0-9_]*", "is not a valid name; use lowercase letters, digits and _, starting with a letter")
]


def read_entries(
    path: Path, type_of: Callable[[Any], type[Entry]], key: str, nouns: Nouns = ENTRIES
) -> tuple[Entry, ...]:
    """Return the entries of a file in order, each identified by `key`, which must be unique.

    `type_of` returns the type of an entry. Raises UserError with one line per problem.
    """
    values = read_yaml(path)
    if not isinstance(values, list):
        raise UserError(f"{path.name}: expected a list of {nouns[1]}; start each with '- {key}: ...'")
    entries: list[Entry] = []
    problems: list[str] = []
    for number, value in enumerate(values, start=1):
        named = isinstance(value, dict) and isinstance(value.get(key), str)
        place = value[key] if named else f"{nouns[0]} {number}"
        kind = type_of(value)
        try:
            # Strict validation in JSON mode accepts a list for a tuple, but not text for a number.
            entries.append(kind.model_validate_json(json.dumps(value)))
        except ValidationError as error:
            causes = [each for each in error.errors() if not _is_consequence(each)]
            problems += [f"{'.'.join([place, *map(str, each['loc'])])}: {_text(each, kind, nouns)}" for each in causes]
    problems = problems or _duplicates([getattr(entry, key) for entry in entries], key, nouns)
    if problems:
        raise UserError("\n".join(f"{path.name}: {problem}" for problem in problems))
    return tuple(entries)


def _is_consequence(error: Any) -> bool:
    """Return whether a list is too short only because some of its entries are invalid, which is reported already."""
    return bool(error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"])


def _text(error: Any, kind: type[Section], nouns: Nouns) -> str:
    """Return what is wrong, and what is allowed or how to fix it."""
    message, value = str(error["msg"]), error["input"]
    if error["type"] in OWN_MESSAGES:
        return message
    if error["type"] == "missing":
        return f"is missing; add it (see the other {nouns[1]})"
    if error["type"] == "extra_forbidden":
        *outer, key = error["loc"]
        return f"unknown key{suggestion(key, _section(kind, outer).model_fields)}"
    if error["type"] == "too_short":
        least = error["ctx"]["min_length"]
        needed = "one entry" if least == 1 else f"{least} entries"
        return f"{'has too few entries' if value else 'is empty'}; give it at least {needed}"
    return f"{shown(value)}: {message[:1].lower()}{message[1:]}"


def _section(kind: type[BaseModel], place: list[str | int]) -> type[BaseModel]:
    """Return the type at a location inside an entry."""
    for name in (part for part in place if isinstance(part, str)):
        annotation = kind.model_fields[name].annotation
        kind = next(each for each in (annotation, *get_args(annotation)) if hasattr(each, "model_fields"))
    return kind


def _duplicates(names: list[str], key: str, nouns: Nouns) -> list[str]:
    return [
        f"{name}: this {key} is used twice; rename or delete one of the {nouns[1]}" for name in find_duplicates(names)
    ]
