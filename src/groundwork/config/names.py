"""Names in params.yaml that must exist in the source, with the nearest match where one does not."""

import difflib
import json
from collections.abc import Iterable
from typing import Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from groundwork.config.catalog import Kind, entries


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


def suggestion(value: object, allowed: Iterable[str]) -> str:
    """Return `; did you mean 'x'? (all that is allowed)` for a name that does not exist."""
    names = sorted(allowed)
    nearest = difflib.get_close_matches(str(value), names, n=1)
    hint = f"; did you mean '{nearest[0]}'?" if nearest else ";"
    return f"{hint} ({', '.join(names) or 'there are none'})"


def require_name(value: object, phrase: str, allowed: Iterable[str]) -> str:
    """Return a name that is among those allowed; a validation error suggests the nearest one where it is not."""
    if not isinstance(value, str) or value not in set(allowed):
        message = f"{value!r} is not {phrase}{suggestion(value, allowed)}"
        raise PydanticCustomError("unknown_name", "{message}", {"message": message})
    return value


def name_of(kind: Kind) -> AfterValidator:
    """Accept only the name of a function of this kind."""

    def check(value: str) -> str:
        require_name(value, kind.phrase, entries(kind))
        return value

    return AfterValidator(check)


def component_of(kind: Kind) -> BeforeValidator:
    """Accept a function's name, or one name with its settings: `{mlp: {hidden: [256, 128]}}`."""

    def read(value: object) -> object:
        if isinstance(value, Component):
            return value
        name, settings = next(iter(value.items())) if isinstance(value, dict) and len(value) == 1 else (value, {})
        checked = require_name(name, kind.phrase, entries(kind))
        return Component(name=checked, settings=_checked_settings(kind, checked, settings))

    return BeforeValidator(read)


def distinct() -> AfterValidator:
    """Refuse a list that names the same thing twice."""

    def check(values: tuple[object, ...]) -> tuple[object, ...]:
        for value in values:
            if values.count(value) > 1:
                raise PydanticCustomError("twice", "{message}", {"message": f"{value!r} is listed twice; list it once"})
        return values

    return AfterValidator(check)


def _checked_settings(kind: Kind, name: str, settings: object) -> dict[str, Any]:
    allowed = entries(kind)[name].settings
    if not isinstance(settings, dict):
        message = f"{settings!r} is not a mapping; write {{{name}: {{setting: value}}}} ({', '.join(allowed)})"
        raise PydanticCustomError("settings", "{message}", {"message": message})
    for key in settings:
        require_name(key, f"a setting of {kind.noun} '{name}'", allowed)
    return {key: _checked_setting(f"{name}.{key}", allowed[key], value) for key, value in settings.items()}


def _checked_setting(place: str, type_: Any, value: object) -> object:
    adapter = TypeAdapter[Any](type_)
    try:
        # JSON mode of the strict check takes a YAML list for a tuple, and still refuses text for a number.
        checked = adapter.validate_json(json.dumps(value, default=str), strict=True)
    except ValidationError as error:
        message = f"{place}: {value!r}: {error.errors()[0]['msg']}"
        raise PydanticCustomError("setting", "{message}", {"message": message}) from None
    return list(checked) if isinstance(checked, tuple) else checked


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "-".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
