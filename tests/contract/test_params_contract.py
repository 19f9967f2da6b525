"""The parameter files of the project are valid, and params.yaml can express all component settings."""

import ast
from itertools import combinations
from pathlib import Path

import pytest

from groundwork.config import catalog
from groundwork.config.catalog import CHECK, FIGURE, PROBE, SETTING_TYPES, Kind, entries
from groundwork.config.reading import read_params
from groundwork.core.identity import parsed
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.plan import Plan, make_plan
from groundwork.running.digests import training_source
from groundwork.running.starting import resolved_dataset

ROOT = Path(__file__).parents[2]
KINDS = [each for each in vars(catalog).values() if isinstance(each, Kind)]
BUDGETS = list(read_params(ROOT / "params.yaml", ORIGINS).budgets)


def plan_of(path: Path, budget: str | None = None) -> Plan:
    params = read_params(path, ORIGINS, budget)
    datasets = {name: resolved_dataset(name, name) for name in params.data.datasets}
    return make_plan(params, datasets, "cpu", training_source)


@pytest.mark.parametrize("budget", BUDGETS)
def test_params_yaml_is_valid_under_every_budget(budget: str) -> None:
    plan = plan_of(ROOT / "params.yaml", budget)

    assert plan.params.budget == budget
    assert len(plan.records) > 50
    assert all(study.variants or study.measurements for study in plan.studies.values())


def test_budgets_grow_from_quick_to_full() -> None:
    quick, standard, full = (read_params(ROOT / "params.yaml", ORIGINS).budgets[name] for name in BUDGETS)

    assert BUDGETS == ["quick", "standard", "full"]
    assert quick.train_images < standard.train_images <= full.train_images
    assert quick.epochs < standard.epochs <= full.epochs
    assert len(quick.seeds) < len(standard.seeds) < len(full.seeds)


def test_no_budget_reports_a_seed_of_another() -> None:
    """The reference run must not rest on seeds that were looked at before."""
    reported = [reported_seeds(plan_of(ROOT / "params.yaml", budget)) for budget in BUDGETS]

    assert all(not one & other for one, other in combinations(reported, 2))
    assert min(reported[-1]) == 1001


def reported_seeds(plan: Plan) -> set[int]:
    specs = [record.spec for record in plan.records.values()]
    return {seed for spec in specs if spec.data is not None for seed in spec.data.seeds}


def test_tiny_params_of_the_tests_are_valid() -> None:
    assert {
        variant.spec.dataset
        for variant in plan_of(ROOT / "tests" / "data" / "tiny.yaml").studies["learning_rate"].variants
    } == {"digits"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)
def test_all_component_settings_can_be_given_in_params_yaml(kind: Kind) -> None:
    assert entries(kind)
    for name, entry in entries(kind).items():
        (function,) = [
            node for node in parsed(entry.path).body if isinstance(node, ast.FunctionDef) and node.name == name
        ]
        assert set(entry.settings) == {each.arg for each in function.args.kwonlyargs}
        assert all(type_ in SETTING_TYPES.values() for type_ in entry.settings.values())
        assert not function.args.vararg
        assert not function.args.kwarg


@pytest.mark.parametrize("kind", [CHECK, PROBE, FIGURE], ids=lambda kind: kind.noun)
def test_components_listed_by_name_only_have_no_settings(kind: Kind) -> None:
    assert {name: entry.settings for name, entry in entries(kind).items() if entry.settings} == {}


def test_kinds_have_distinct_paths() -> None:
    assert len({kind.places for kind in KINDS}) == len(KINDS)
