"""Component names and settings in params.yaml, validated, with suggestions for misspelled names."""

import json
import re
from itertools import pairwise
from typing import Any, NoReturn

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from groundwork.config.catalog import Entry, Kind, entries
from groundwork.config.duplicates import find_duplicates
from groundwork.config.old_names import reject_old_component, reject_old_setting
from groundwork.config.suggestions import require_name, shown

_POWER_OF_TEN = re.compile(r"e\+?(-?)0*")
# Plainer than pydantic's messages, by type of validation error.
SHOULD = {
    "bool_type": "be true or false",
    "dict_type": "be a mapping",
    "list_type": "be a list",
    "model_type": "be a mapping",
    "string_type": "be text",
    "tuple_type": "be a list",
}


class Component(BaseModel):
    """A function named in params.yaml, with its settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    settings: dict[str, Any] = {}

    @property
    def label(self) -> str:
        """The name, followed by the settings if there are any."""
        settings = ", ".join(f"{key} {_plain(value)}" for key, value in self.settings.items())
        return f"{self.name} ({settings})" if settings else self.name

    def all_settings(self, kind: Kind) -> dict[str, Any]:
        """Return the settings, including defaults, as a component of this kind."""
        return entries(kind)[self.name].defaults | self.settings


def number_text(value: float) -> str:
    """Return the shortest text that reads back as the same number: 0.001, 1e-5."""
    short = f"{value:g}"
    return _POWER_OF_TEN.sub(r"e\1", short if float(short) == value else repr(value))


def value_text(value: object) -> str:
    """Return the display text of a setting's value."""
    if value is None:
        return "none"
    return number_text(value) if isinstance(value, float) else str(value)


def invalid_text(value: object, kind: str, message: str) -> str:
    """Return a message on what a value should be, from pydantic's error type and message."""
    return f"{shown(value)} should {SHOULD.get(kind) or message.partition('should ')[2] or message}"


def name_of(kind: Kind) -> AfterValidator:
    """Accept only the name of a function of this kind."""

    def check(value: str) -> str:
        require_name(value, kind.phrase, entries(kind))
        return value

    return AfterValidator(check)


def component_of(kind: Kind) -> BeforeValidator:
    """Accept a function's name, or one name with its settings: `{mlp: {hidden_layer_sizes: [256, 128]}}`."""

    def read(value: object) -> object:
        if isinstance(value, Component):
            return value
        if isinstance(value, dict) and len(value) != 1:
            message = f"{shown(value)} has {len(value)} keys; write one {kind.noun}: {{name: {{setting: value}}}}"
            raise PydanticCustomError("settings", "{message}", {"message": message})
        name, settings = next(iter(value.items())) if isinstance(value, dict) else (value, {})
        reject_old_component(kind.noun, name)
        checked = require_name(name, kind.phrase, entries(kind))
        return Component(name=checked, settings=_checked_settings(kind, checked, settings))

    return BeforeValidator(read)


def as_tuple() -> BeforeValidator:
    """Convert a YAML list to a tuple."""

    def read(value: object) -> object:
        if isinstance(value, list | tuple):
            return tuple(value)
        raise PydanticCustomError("list", "{message}", {"message": f"{shown(value)} is not a list; write [...]"})

    return BeforeValidator(read)


def distinct() -> AfterValidator:
    """Reject a list with duplicates."""

    def check(values: tuple[object, ...]) -> tuple[object, ...]:
        duplicates = find_duplicates(values)
        if duplicates:
            message = f"{shown(duplicates[0])} is listed twice; list it once"
            raise PydanticCustomError("twice", "{message}", {"message": message})
        return values

    return AfterValidator(check)


def increasing() -> AfterValidator:
    """Reject a list of numbers in which one is lower than the number before it."""

    def check(values: tuple[int, ...]) -> tuple[int, ...]:
        fall = next(((before, after) for before, after in pairwise(values) if after < before), None)
        if fall:
            message = f"{fall[1]} comes after {fall[0]}; list the numbers in increasing order"
            raise PydanticCustomError("order", "{message}", {"message": message})
        return values

    return AfterValidator(check)


def matching(pattern: str, problem: str) -> AfterValidator:
    """Accept only text that fully matches a pattern; otherwise report `problem`."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            message = f"{shown(value)} {problem}"
            raise PydanticCustomError("spelling", "{message}", {"message": message})
        return value

    return AfterValidator(check)


def _checked_settings(kind: Kind, name: str, settings: object) -> dict[str, Any]:
    entry = entries(kind)[name]
    if not isinstance(settings, dict):
        _reject_settings(f"{shown(settings)} is not a mapping", name, entry)
    for key, value in settings.items():
        reject_old_setting(name, key, value)
        require_name(key, f"a setting of {kind.noun} '{name}'", entry.settings)
    missing = [key for key in entry.required if key not in settings]
    if missing:
        _reject_settings(f"'{name}' needs {' and '.join(missing)}", name, entry)
    return {key: _checked_setting(f"{name}.{key}", entry.adapters[key], value) for key, value in settings.items()}


def _reject_settings(what: str, name: str, entry: Entry) -> NoReturn:
    example = ", ".join(f"{key}: ..." for key in entry.required) or "setting: value"
    message = f"{what}; write {{{name}: {{{example}}}}} ({', '.join(entry.settings) or 'it has no settings'})"
    raise PydanticCustomError("settings", "{message}", {"message": message})


def _checked_setting(place: str, adapter: TypeAdapter[Any], value: object) -> object:
    try:
        # Strict validation in JSON mode accepts a list for a tuple, but not text for a number.
        checked = adapter.validate_json(json.dumps(value, default=str), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        is_complete = first["type"] == "unknown_name"
        message = f"{place}: {first['msg'] if is_complete else invalid_text(value, first['type'], first['msg'])}"
        raise PydanticCustomError("setting", "{message}", {"message": message}) from None
    return list(checked) if isinstance(checked, tuple) else checked


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "-".join(map(str, value))
    return number_text(value) if isinstance(value, float) else str(value)
