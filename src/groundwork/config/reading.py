"""Reads and validates params.yaml: returns typed parameters, or reports every problem in one line each."""

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from groundwork.config.documents import load
from groundwork.config.grids import too_many_variants
from groundwork.config.problems import MISSING, Problem, from_validation, in_study
from groundwork.config.schema import Budget, Params, Settings
from groundwork.config.suggestions import shown, suggestion
from groundwork.core.errors import UserError


def read_params(path: Path, known_datasets: Collection[str], budget: str | None = None) -> Params:
    """Return the typed parameters of a file; `budget` overrides the one in the file.

    Raises UserError with one line per problem: unknown keys, wrong types, values out of range, empty grids, duplicate
    values and unknown names.
    """
    values = read_yaml(path)
    if not isinstance(values, dict):
        raise UserError(
            f"{path.name}: expected a mapping of keys to values; start from the params.yaml of a fresh clone"
        )
    if budget is not None:
        values["budget"] = _override(budget, values, path)
    problems = find_problems(values, known_datasets)
    if problems:
        raise UserError("\n".join(f"{path.name}: {problem}" for problem in problems))
    return Params.model_validate(values, context={"file": path.name})


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML 1.2 file: 1e-3 is a number, and keys and dates are text.

    Raises UserError, with line and column if possible, if it is not valid YAML or not plain text, numbers, lists and
    mappings.
    """
    try:
        if not path.is_file():
            raise UserError(f"{path}: no such file; name an existing one, or restore params.yaml from the repository")
        content = load(path.read_text(encoding="utf-8-sig"))
        # A round trip through JSON leaves only text, numbers, lists and mappings, and detects recursive lists.
        return json.loads(json.dumps(content, default=str))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        raise UserError(
            f"{path.name}: {place}: {_one_line(error.problem or error.context)}; fix the YAML there or just before"
        ) from None
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name}: byte {error.start}: not UTF-8 text; save the file as UTF-8") from None
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}; name a readable file") from None
    except (YAMLError, ValueError, TypeError, RecursionError) as error:
        raise UserError(f"{path.name}: {_one_line(error)}; write plain text, numbers, lists and mappings") from None


def _override(budget: str, values: dict[str, Any], path: Path) -> str:
    """Return the budget given on the command line; errors name the option, not the file."""
    budgets = _mapping(values, "budgets")
    if budgets and budget not in budgets:
        text = budget if budget.isprintable() else shown(budget)
        raise UserError(f"budget={text}: not a budget of {path.name}{suggestion(budget, budgets)}")
    return budget


def find_problems(values: dict[str, Any], known_datasets: Collection[str]) -> list[Problem]:
    """Return every problem of the raw values, without duplicates, in the order of the file's sections."""
    problems = _schema_problems(values) + _budget_problems(values) + _settings_problems(values)
    problems += too_many_variants(values)
    problems += [
        Problem("data.datasets", f"{shown(name)} is not a dataset{suggestion(name, known_datasets)}")
        for name in _list(_mapping(values, "data"), "datasets")
        if isinstance(name, str) and name not in known_datasets
    ]
    return sorted(dict.fromkeys(problems), key=lambda problem: _position(problem, values))


def _schema_problems(values: dict[str, Any]) -> list[Problem]:
    try:
        Params.model_validate(values)
    except ValidationError as error:
        return from_validation(error)
    return []


def _budget_problems(values: dict[str, Any]) -> list[Problem]:
    chosen, budgets = values.get("budget"), _mapping(values, "budgets")
    problems = []
    if isinstance(chosen, str) and budgets and chosen not in budgets:
        problems.append(Problem("budget", f"{shown(chosen)} is not a budget{suggestion(chosen, budgets)}"))
    for name in budgets:
        budget = _mapping(budgets, name)
        reported = _list(budget, "seeds")
        shared = [seed for seed in _list(budget, "tuning_seeds") if seed in reported]
        if shared:
            text = f"{shown(shared[0])} is also a reported seed; tune on other seeds than those reported"
            problems.append(Problem(f"budgets.{name}.tuning_seeds", text))
    return problems


def _settings_problems(values: dict[str, Any]) -> list[Problem]:
    """Return the problems that the schema does not cover: settings in `defaults` and in the studies."""
    problems: list[Problem] = []
    defaults = _mapping(values, "defaults")
    needed = [key for key in Settings.model_fields if key not in Budget.model_fields]
    if isinstance(values.get("defaults"), dict):
        problems = [Problem(f"defaults.{key}", MISSING) for key in needed if key not in defaults]
    problems += in_study("defaults", {"fixed": defaults})
    for name, study in _mapping(values, "studies").items():
        problems += in_study(f"studies.{name}", study)
        problems += _study_budget_problems(f"studies.{name}.budgets", study, _mapping(values, "budgets"))
    return problems


def _study_budget_problems(place: str, study: Any, budgets: dict[str, Any]) -> list[Problem]:
    named = _mapping(study, "budgets") if isinstance(study, dict) else {}
    return [
        Problem(place, f"{shown(name)} is not a budget{suggestion(name, budgets)}")
        for name in named
        if name not in budgets
    ]


def _position(problem: Problem, values: dict[str, Any]) -> tuple[int, int]:
    """Return the position of a problem's section and key in the file; missing ones come last."""
    first, second, *_ = *re.split(r"[.\[]", problem.place, maxsplit=2), ""
    return _index(values, first), _index(_mapping(values, first), second)


def _index(mapping: dict[str, Any], key: str) -> int:
    return list(mapping).index(key) if key in mapping else len(mapping)


def _mapping(values: dict[str, Any], key: str) -> dict[str, Any]:
    value = values.get(key)
    return value if isinstance(value, dict) else {}


def _list(values: dict[str, Any], key: str) -> list[Any]:
    value = values.get(key)
    return value if isinstance(value, list) else []


def _one_line(text: object) -> str:
    return " ".join(str(text).split())
