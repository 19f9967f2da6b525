"""Names in params.yaml that must exist in the source, with the nearest match where one does not."""

import json
import re
from typing import Any, NoReturn

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from groundwork.config.catalog import Entry, Kind, entries
from groundwork.config.old_names import refuse_old_component, refuse_old_setting
from groundwork.config.repetition import repeated
from groundwork.config.suggestions import require_name, shown

_POWER_OF_TEN = re.compile(r"e\+?(-?)0*")
# Plainer words than pydantic's, by kind of validation error.
SHOULD = {
    "bool_type": "be true or false",
    "dict_type": "be a mapping",
    "list_type": "be a list",
    "model_type": "be a mapping",
    "string_type": "be text",
    "tuple_type": "be a list",
}


class Component(BaseModel):
    """A function named in params.yaml together with the settings given to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    settings: dict[str, Any] = {}

    @property
    def label(self) -> str:
        """The name, followed by its settings where there are any."""
        settings = ", ".join(f"{key} {_plain(value)}" for key, value in self.settings.items())
        return f"{self.name} ({settings})" if settings else self.name

    def all_settings(self, kind: Kind) -> dict[str, Any]:
        """Return its settings as one of that kind, those that were not given at their defaults."""
        return entries(kind)[self.name].defaults | self.settings


def number_text(value: float) -> str:
    """Return a number as short as it can be without becoming another one, as one would write it: 0.001, 1e-5."""
    short = f"{value:g}"
    return _POWER_OF_TEN.sub(r"e\1", short if float(short) == value else repr(value))


def value_text(value: object) -> str:
    """Return the value of a setting as people write it."""
    if value is None:
        return "none"
    return number_text(value) if isinstance(value, float) else str(value)


def refusal(value: object, kind: str, message: str) -> str:
    """Return what a value should be, from pydantic's kind of validation error and its message."""
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
            message = f"{shown(value)} names {len(value)} things; write one {kind.noun}: {{name: {{setting: value}}}}"
            raise PydanticCustomError("settings", "{message}", {"message": message})
        name, settings = next(iter(value.items())) if isinstance(value, dict) else (value, {})
        refuse_old_component(kind.noun, name)
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
    """Refuse a list that names the same thing twice."""

    def check(values: tuple[object, ...]) -> tuple[object, ...]:
        twice = repeated(values)
        if twice:
            message = f"{shown(twice[0])} is listed twice; list it once"
            raise PydanticCustomError("twice", "{message}", {"message": message})
        return values

    return AfterValidator(check)


def spelled(pattern: str, problem: str) -> AfterValidator:
    """Accept only text that a pattern matches whole; a validation error says the problem in words where it does not."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            message = f"{shown(value)} {problem}"
            raise PydanticCustomError("spelling", "{message}", {"message": message})
        return value

    return AfterValidator(check)


def _checked_settings(kind: Kind, name: str, settings: object) -> dict[str, Any]:
    entry = entries(kind)[name]
    if not isinstance(settings, dict):
        _refuse_settings(f"{shown(settings)} is not a mapping", name, entry)
    for key, value in settings.items():
        refuse_old_setting(name, key, value)
        require_name(key, f"a setting of {kind.noun} '{name}'", entry.settings)
    missing = [key for key in entry.required if key not in settings]
    if missing:
        _refuse_settings(f"'{name}' needs {' and '.join(missing)}", name, entry)
    return {key: _checked_setting(f"{name}.{key}", entry.adapters[key], value) for key, value in settings.items()}


def _refuse_settings(what: str, name: str, entry: Entry) -> NoReturn:
    example = ", ".join(f"{key}: ..." for key in entry.required) or "setting: value"
    message = f"{what}; write {{{name}: {{{example}}}}} ({', '.join(entry.settings) or 'it has no settings'})"
    raise PydanticCustomError("settings", "{message}", {"message": message})


def _checked_setting(place: str, adapter: TypeAdapter[Any], value: object) -> object:
    try:
        # JSON mode of the strict check takes a YAML list for a tuple, and still refuses text for a number.
        checked = adapter.validate_json(json.dumps(value, default=str), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        is_ours = first["type"] == "unknown_name"
        message = f"{place}: {first['msg'] if is_ours else refusal(value, first['type'], first['msg'])}"
        raise PydanticCustomError("setting", "{message}", {"message": message}) from None
    return list(checked) if isinstance(checked, tuple) else checked


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "-".join(map(str, value))
    return number_text(value) if isinstance(value, float) else str(value)
