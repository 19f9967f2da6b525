"""params.yaml read and validated whole: typed parameters, or every problem at once, one line each."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from groundwork.config.names import suggestion
from groundwork.config.problems import Problem, from_validation, in_study
from groundwork.config.schema import Params
from groundwork.errors import UserError


def read_params(path: Path, known_datasets: Collection[str], budget: str | None = None) -> Params:
    """Return the typed parameters of a file, `budget` put in place of its own where given.

    Raises UserError with one line for each problem: unknown keys, wrong types, values out of range, empty grids,
    duplicate variants and names of things that do not exist.
    """
    values = read_yaml(path)
    if not isinstance(values, dict):
        raise UserError(f"{path.name}: expected a mapping of keys to values; start from the file of a fresh clone")
    if budget is not None:
        values["budget"] = budget
    problems = find_problems(values, known_datasets)
    if problems:
        raise UserError("\n".join(f"{path.name}: {problem}" for problem in problems))
    return Params.model_validate(tuples(values))


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML 1.2 file, in which 1e-3 is a number; UserError where it is no YAML."""
    if not path.is_file():
        raise UserError(f"{path}: no such file; name an existing one, or restore params.yaml from the repository")
    try:
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        reason = " ".join(str(error.problem or error.context).split())
        raise UserError(f"{path.name}: {place}: {reason}; mend the YAML there") from None
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name}: byte {error.start}: not UTF-8 text; save the file as UTF-8") from None


def find_problems(values: dict[str, Any], known_datasets: Collection[str]) -> list[Problem]:
    """Return every problem of the raw values, in the order of the file's sections."""
    try:
        params = Params.model_validate(tuples(values))
    except ValidationError as error:
        return from_validation(error) + _problems_beyond_shape(values, known_datasets)
    return _problems_beyond_shape(values, known_datasets) + _disagreements(params)


def _problems_beyond_shape(values: dict[str, Any], known_datasets: Collection[str]) -> list[Problem]:
    """Return what the schema cannot see: the settings inside `defaults` and the studies, and the datasets' names."""
    problems = [
        Problem("data.datasets", f"{name!r} is not a dataset{suggestion(name, known_datasets)}")
        for name in _listed_datasets(values)
        if name not in known_datasets
    ]
    problems += in_study("defaults", {"fixed": _mapping(values, "defaults")})
    for name, study in _mapping(values, "studies").items():
        problems += in_study(f"studies.{name}", study)
    return problems


def _disagreements(params: Params) -> list[Problem]:
    """Return where valid parts do not fit together."""
    problems = []
    if params.budget not in params.budgets:
        problems.append(
            Problem("budget", f"{params.budget!r} is not a budget{suggestion(params.budget, params.budgets)}")
        )
    for name, budget in params.budgets.items():
        shared = set(budget.seeds) & set(budget.tuning_seeds)
        if shared:
            text = f"{min(shared)} is also a reported seed; tune on other seeds than those reported"
            problems.append(Problem(f"budgets.{name}.tuning_seeds", text))
    return problems


def tuples(value: Any) -> Any:
    """Return YAML values with the lists that strict validation wants as tuples turned into tuples."""
    if isinstance(value, dict):
        return {
            key: item if key in {"vary", "variants", "fixed", "defaults"} else tuples(item)
            for key, item in value.items()
        }
    return tuple(tuples(item) for item in value) if isinstance(value, list) else value


def _listed_datasets(values: dict[str, Any]) -> list[str]:
    datasets = _mapping(values, "data").get("datasets", [])
    return [each for each in datasets if isinstance(each, str)] if isinstance(datasets, list) else []


def _mapping(values: dict[str, Any], key: str) -> dict[str, Any]:
    value = values.get(key)
    return value if isinstance(value, dict) else {}
