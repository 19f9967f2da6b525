"""The real params.yaml with junk at every place is planned or rejected, but never crashes."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from groundwork.config.reading import find_problems, read_yaml
from groundwork.config.schema import Params
from groundwork.core.errors import UserError
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.plan import Plan, make_plan
from groundwork.running.starting import resolved_dataset

JUNK: list[Any] = [
    *("text", "", "\n", [], ["text"], [[]], {}, {"key": 1}, {"mlp": {"hidden_layer_sizes": [{"a": None}]}}, None, True),
    *(-1, 0, 1, 0.5, 10**30, float("nan"), float("inf"), 1e400),
]
PARAMS = Path(__file__).parents[3] / "params.yaml"
DATASETS = {name: resolved_dataset(name, name) for name in ORIGINS}


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every key and list entry; for scalar entries, only the first of a list."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    for key, item in items:
        if key == 0 or isinstance(key, str) or isinstance(item, dict | list):
            yield (*path, key)
            yield from places(item, (*path, key))


def distinct_places(values: Any) -> Iterator[tuple[str | int, ...]]:
    """Yield the places without those that another study has too, as all studies are read by the same rules."""
    seen = set()
    for path in places(values):
        kind = ("studies", *path[2:]) if path[0] == "studies" and len(path) > 1 else path
        if kind not in seen:
            seen.add(kind)
            yield path


def replaced(values: Any, path: tuple[str | int, ...], junk: object) -> Any:
    """Return the values with junk at a place; what is beside the path is not copied."""
    if not path:
        return copy.deepcopy(junk)
    changed = copy.copy(values)
    changed[path[0]] = replaced(values[path[0]], path[1:], junk)
    return changed


def outcome(values: dict[str, Any]) -> list[str] | Plan:
    """Return the error lines, or the plan."""
    problems = find_problems(values, ORIGINS)
    if problems:
        return [str(problem) for problem in problems]
    try:
        return make_plan(Params.model_validate(values), DATASETS, "cpu", lambda _spec: "source")
    except UserError as error:
        return str(error).splitlines()


@pytest.fixture(scope="module")
def real() -> dict[str, Any]:
    """The real parameters, with each study reduced to one entry of each shape to keep the sweep short."""
    values: dict[str, Any] = read_yaml(PARAMS)
    for study in values["studies"].values():
        study["variants"] = study.get("variants", [])[:1]
        study["vary"] = {key: axis[:1] for key, axis in study.get("vary", {}).items()}
        study["budgets"] = {name: study["budgets"][name] for name in list(study.get("budgets", {}))[:1]}
        for key in ("figures", "checks", "measurements", "timings"):
            study[key] = study.get(key, [])[:1]
        if "reported_learning_rates" in study.get("fixed", {}):
            study["fixed"]["reported_learning_rates"] = ["tuned"]  # the others may have left the grid
    return values


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_junk_anywhere_is_rejected_or_planned(real: dict[str, Any], junk: object) -> None:
    refused = 0
    for path in distinct_places(real):
        result = outcome(replaced(real, path, junk))
        if isinstance(result, Plan):
            assert result.records, path
        else:
            refused += 1
            assert result, path
            assert len(result) == len(set(result)), path
            assert all("\n" not in line and line.isprintable() and len(line) < 2000 for line in result), (path, result)
            # A change may cause errors in other places, so only the first key must be the changed one.
            assert any(str(path[0]) in line or "params.yaml: studies." in line for line in result), (path, result)

    assert refused > 40


def test_sweep_reaches_every_depth(real: dict[str, Any]) -> None:
    paths = list(distinct_places(real))

    assert ("budget",) in paths
    assert ("studies", "optimizers", "variants", 0, "learning_rate", 0) in places(real)
    assert {path[2:] for path in paths if path[0] == "studies"} == {
        path[2:] for path in places(real) if path[0] == "studies"
    }
    assert ("studies", "range_test", "fixed", "schedule", "exponential_ramp", "end_lr") in paths
    assert isinstance(outcome(real), Plan)
