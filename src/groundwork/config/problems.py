"""Finds problems in params.yaml: one line each, with place, value, what is allowed and how to fix it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from groundwork.config.catalog import MEASUREMENT, entries
from groundwork.config.duplicates import find_duplicates
from groundwork.config.names import invalid_text
from groundwork.config.old_names import REMOVED_SETTINGS
from groundwork.config.schema import Budget, Data, Params, Report, Settings, Statistics, Study
from groundwork.config.suggestions import shown, suggestion

SECTIONS: dict[str, type[BaseModel]] = {
    "": Params,
    "data": Data,
    "statistics": Statistics,
    "report": Report,
    "budgets.*": Budget,
    "studies.*": Study,
}
LISTS = frozenset({"seeds", "tuning_seeds", "reported_learning_rates", "probes"})
NAME = "name"  # the name of an entry of `variants`; not a setting, as it does not affect training
MAX_NAME_LENGTH = 60
MAX_PLACE_LENGTH = 200
# Names of other facts of a study, which variants may not use: see claims.study_facts.
RESERVED = ("best_learning_rate", "highest_learning_rate", "lowest_learning_rate")
MISSING = "is missing; add it (see the params.yaml of a fresh clone)"
# Replaces pydantic's message, by type of validation error.
REPLACEMENTS = {
    "missing": MISSING,
    "too_short": "is empty; give it at least one entry",
}
# Validation errors whose message is already complete.
OWN_MESSAGES = frozenset(
    {"unknown_name", "twice", "order", "setting", "settings", "list", "spelling", "reported_rates"}
)


@dataclass(frozen=True)
class Problem:
    """One problem: its place in the file, and what is wrong and how to fix it."""

    place: str
    text: str

    def __str__(self) -> str:
        # A key may contain anything, even a line break, but a problem must be one line.
        place = self.place if len(self.place) <= MAX_PLACE_LENGTH else f"{self.place[: MAX_PLACE_LENGTH - 3]}..."
        return "".join(each if each.isprintable() else repr(each)[1:-1] for each in f"{place}: {self.text}")


def from_validation(error: ValidationError) -> list[Problem]:
    """Return the problems found by validating the whole file."""
    return [_problem(each["loc"], each["type"], each["msg"], each["input"]) for each in error.errors()]


def in_study(place: str, study: Any) -> list[Problem]:
    """Return the problems in the settings of a study, or of `defaults` as its `fixed`."""
    if not isinstance(study, dict):
        return []
    problems: list[Problem] = []
    fixed = study.get("fixed") or {}
    prefix = place if place == "defaults" else f"{place}.fixed"
    if isinstance(fixed, dict):
        problems += _in_settings(prefix, fixed)
    vary = study.get("vary") or {}
    if isinstance(vary, dict):
        problems += [each for key, axis in vary.items() for each in _in_axis(f"{place}.vary.{key}", key, axis)]
    variants = study.get("variants") or []
    for index, variant in enumerate(variants if isinstance(variants, list) else []):
        problems += _in_variant(f"{place}.variants[{index}]", variant)
    budgets = study.get("budgets") or {}
    for name, settings in budgets.items() if isinstance(budgets, dict) else ():
        problems += _in_variant(f"{place}.budgets.{name}", settings, may_have_name=False)
    return problems


def axis_values(key: str, value: Any) -> list[Any]:
    """Return the values of one entry of a variant: a list is a grid, except for settings that are lists."""
    return value if isinstance(value, list) and key not in LISTS else [value]


def setting_problem(place: str, key: str, value: Any) -> list[Problem]:
    """Return the problems of one value of one setting."""
    if key in REMOVED_SETTINGS:
        return [Problem(place, REMOVED_SETTINGS[key])]
    if key not in Settings.model_fields:
        return [Problem(place, f"{shown(key)} is not a setting{suggestion(key, Settings.model_fields)}")]
    try:
        _adapter(key).validate_python(value, strict=True)
    except ValidationError as error:
        return [_problem((place, *each["loc"]), each["type"], each["msg"], each["input"]) for each in error.errors()]
    return []


def setting_value(key: str, value: Any) -> Any:
    """Return a valid value of a setting as its type."""
    return _adapter(key).validate_python(value, strict=True)


@cache
def _adapter(key: str) -> TypeAdapter[Any]:
    return TypeAdapter(Settings.model_fields[key].rebuild_annotation())


def _in_settings(place: str, settings: dict[str, Any]) -> list[Problem]:
    return [each for key, value in settings.items() for each in setting_problem(f"{place}.{key}", key, value)]


def _in_variant(place: str, variant: Any, may_have_name: bool = True) -> list[Problem]:
    if not isinstance(variant, dict):
        return []
    problems = []
    for key, value in variant.items():
        if key == NAME and may_have_name:
            problems += _in_name(f"{place}.{key}", value)
        else:
            problems += _in_axis(f"{place}.{key}", key, axis_values(key, value))
    return problems


def _in_name(place: str, value: Any) -> list[Problem]:
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value.strip()) <= MAX_NAME_LENGTH:
        return [Problem(place, f"{shown(value)} is not a name; write up to {MAX_NAME_LENGTH} printable characters")]
    taken = [part for part in value.split(".") if part.partition(" (")[0] in {*RESERVED, *entries(MEASUREMENT)}]
    allowed = f"any but {', '.join(RESERVED)} and those of measurements"
    return [
        Problem(place, f"'{each}' is the name of other facts of the study; write another name ({allowed})")
        for each in taken
    ]


def _in_axis(place: str, key: str, values: Any) -> list[Problem]:
    if not isinstance(values, list):
        return []
    if not values:
        return [Problem(place, "the grid is empty; list at least one value, or delete the key")]
    problems = [each for value in values for each in setting_problem(place, key, value)]
    return list(dict.fromkeys(problems)) + [
        Problem(place, f"{shown(value)} is listed twice; list it once") for value in find_duplicates(values)
    ]


def _problem(location: tuple[str | int, ...], kind: str, message: str, value: Any) -> Problem:
    parts = [part for part in location if part != "[key]"]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")
    return Problem(place, _text(parts, kind, message, value))


def _text(parts: list[str | int], kind: str, message: str, value: Any) -> str:
    if kind == "extra_forbidden":
        return f"unknown key{suggestion(parts[-1], _section(parts[:-1]).model_fields)}"
    if kind in REPLACEMENTS:
        return REPLACEMENTS[kind]
    if kind in OWN_MESSAGES:
        return message
    return invalid_text(value, kind, message)


def _section(parts: list[str | int]) -> type[BaseModel]:
    exact = ".".join(map(str, parts))
    return SECTIONS.get(exact) or SECTIONS[f"{parts[0]}.*"]
