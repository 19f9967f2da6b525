"""A YAML file that lists entries, read whole: typed entries, or every problem at once, one line each."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, Field, ValidationError

from groundwork.config.names import spelled
from groundwork.config.reading import read_yaml
from groundwork.config.repetition import repeated
from groundwork.config.schema import Section
from groundwork.config.suggestions import shown, suggestion
from groundwork.core.errors import UserError

Entry = TypeVar("Entry", bound=Section)
Nouns = tuple[str, str]
ENTRIES: Nouns = ("entry", "entries")
CLAIMS: Nouns = ("claim", "claims")
# The kinds of validation error whose message is ours and complete.
WORDED = frozenset({"unknown_name", "claim", "spelling"})


Text = Annotated[str, Field(min_length=1)]
Identifier = Annotated[
    str, spelled("[a-z][a-z0-9_]*", "is no name; use lower-case letters, digits and _, a letter first")
]


def read_entries(
    path: Path, type_of: Callable[[Any], type[Entry]], key: str, nouns: Nouns = ENTRIES
) -> tuple[Entry, ...]:
    """Return the entries of a file in its order, no two with the same value of the key, by which problems name them.

    `type_of` gives the type of an entry. UserError with one line for each problem.
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
            # JSON mode of the strict check takes a YAML list for a tuple, and still refuses text for a number.
            entries.append(kind.model_validate_json(json.dumps(value)))
        except ValidationError as error:
            told = [each for each in error.errors() if not _only_follows(each)]
            problems += [f"{'.'.join([place, *map(str, each['loc'])])}: {_text(each, kind, nouns)}" for each in told]
    problems = problems or _repeated([getattr(entry, key) for entry in entries], key, nouns)
    if problems:
        raise UserError("\n".join(f"{path.name}: {problem}" for problem in problems))
    return tuple(entries)


def _only_follows(error: Any) -> bool:
    """Return whether a list counts as too short only because some of its entries are wrong, which is told of them."""
    return bool(error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"])


def _text(error: Any, kind: type[Section], nouns: Nouns) -> str:
    """Return what is wrong, and what is allowed or the next step."""
    message, value = str(error["msg"]), error["input"]
    if error["type"] in WORDED:
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
    """Return the type that stands at a place inside of an entry."""
    for name in (part for part in place if isinstance(part, str)):
        annotation = kind.model_fields[name].annotation
        kind = next(each for each in (annotation, *get_args(annotation)) if hasattr(each, "model_fields"))
    return kind


def _repeated(names: list[str], key: str, nouns: Nouns) -> list[str]:
    return [f"{name}: this {key} is used twice; rename or delete one of the {nouns[1]}" for name in repeated(names)]
