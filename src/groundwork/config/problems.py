"""What is wrong with params.yaml, each thing as one line that names place, value, what is allowed and the next step."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from groundwork.config.names import suggestion
from groundwork.config.schema import Budget, Data, Params, Report, Settings, Statistics, Study

SECTIONS: dict[str, type[BaseModel]] = {
    "": Params,
    "data": Data,
    "statistics": Statistics,
    "report": Report,
    "budgets.*": Budget,
    "studies.*": Study,
}
LISTS = frozenset({"seeds", "tuning_seeds", "probes"})


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it stands in the file, and what to do about it."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def from_validation(error: ValidationError) -> list[Problem]:
    """Return the problems that a failed validation of the whole file found."""
    return [_problem(tuple(map(str, each["loc"])), each["type"], each["msg"], each["input"]) for each in error.errors()]


def in_study(place: str, study: Any) -> list[Problem]:
    """Return the problems of the settings that a study (or `defaults`, as one that fixes everything) names."""
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
    return problems


def axis_values(key: str, value: Any) -> list[Any]:
    """Return the values that one entry of a variant stands for: a list is a grid, save for settings that are lists."""
    return value if isinstance(value, list) and key not in LISTS else [value]


def setting_problem(place: str, key: str, value: Any) -> list[Problem]:
    """Return what is wrong with one value of one setting."""
    if key not in Settings.model_fields:
        return [Problem(place, f"{key!r} is not a setting{suggestion(key, Settings.model_fields)}")]
    adapter = TypeAdapter[Any](Settings.model_fields[key].rebuild_annotation())
    try:
        adapter.validate_python(tuple(value) if key in LISTS and isinstance(value, list) else value, strict=True)
    except ValidationError as error:
        return [_problem((place,), each["type"], each["msg"], each["input"]) for each in error.errors()]
    return []


def _in_settings(place: str, settings: dict[str, Any]) -> list[Problem]:
    return [each for key, value in settings.items() for each in setting_problem(f"{place}.{key}", key, value)]


def _in_variant(place: str, variant: Any) -> list[Problem]:
    if not isinstance(variant, dict):
        return []
    return [each for key, value in variant.items() for each in _in_axis(f"{place}.{key}", key, axis_values(key, value))]


def _in_axis(place: str, key: str, values: Any) -> list[Problem]:
    if not isinstance(values, list):
        return []
    if not values:
        return [Problem(place, "the grid is empty; list at least one value, or delete the key")]
    problems = [each for value in values for each in setting_problem(place, key, value)]
    return list(dict.fromkeys(problems)) + [
        Problem(place, f"{value!r} is listed twice; list it once") for value in _repeated(values)
    ]


def _repeated(values: list[Any]) -> list[Any]:
    return [value for index, value in enumerate(values) if values.index(value) == index and values.count(value) > 1]


def _problem(location: tuple[str, ...], kind: str, message: str, value: Any) -> Problem:
    place = ".".join(part for part in location if not part.startswith("function-"))
    if kind == "extra_forbidden":
        known = _section(location[:-1]).model_fields
        return Problem(place, f"unknown key{suggestion(location[-1], known)}")
    if kind == "missing":
        return Problem(place, "is missing; add it (see the params.yaml of a fresh clone)")
    if kind in {"unknown_name", "twice", "setting", "settings"}:
        return Problem(place, message)
    return Problem(place, f"{value!r}: {message[:1].lower()}{message[1:]}")


def _section(location: tuple[str, ...]) -> type[BaseModel]:
    exact = ".".join(location)
    return SECTIONS.get(exact) or SECTIONS.get(f"{location[0]}.*", Params)
