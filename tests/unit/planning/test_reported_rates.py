"""Which learning rates train the reported seeds, and which records that depends on."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from groundwork.core.errors import UserError
from groundwork.planning.plan import Plan, PlannedRecord, ResolvedDataset, Variant
from groundwork.planning.specs import Choice, Spec

PlanOf = Callable[..., Plan]
Values = dict[str, Any]
GRID = [0.1, 0.01, 0.001]


@pytest.fixture
def grid(values: Values) -> Values:
    """Two optimizers at three learning rates each, of which the tuned one and 0.1 are reported."""
    values["budgets"]["small"]["tuning_seeds"] = [7, 8]
    values["studies"]["rates"] = {
        "fixed": {"reported_learning_rates": ["tuned", 0.1]},
        "variants": [{"optimizer": "sgd", "learning_rate": GRID}, {"optimizer": "adam", "learning_rate": GRID}],
    }
    return values


def variants_of(plan: Plan) -> dict[tuple[str, float], Variant]:
    """Return the variants of the study by optimizer and learning rate."""
    found = plan.studies["rates"].variants
    return {(each.spec.optimizer.name, each.spec.learning_rate): each for each in found if isinstance(each.spec, Spec)}


def spec_of(planned: PlannedRecord) -> Spec:
    assert isinstance(planned.spec, Spec)
    return planned.spec


def test_tuning_seeds_and_reported_seeds_have_records_of_their_own(plan_of: PlanOf, values: Values) -> None:
    plan = plan_of(values)

    first = plan.studies["rates"].variants[0]
    assert first.tuning_record is not None
    assert re.fullmatch(r"tuning-mlp-adam-0\.1-[0-9a-f]{12}", first.tuning_record)
    assert re.fullmatch(r"mlp-adam-0\.1-[0-9a-f]{12}", first.record)
    tuning, reported = (spec_of(plan.records[name]) for name in (first.tuning_record, first.record))
    assert (tuning.seeds, tuning.tuning_seeds) == ((), (7,))
    assert (reported.seeds, reported.tuning_seeds) == ((1, 2, 3), ())
    assert {tuning.choice, reported.choice} == {None}
    assert isinstance(first.spec, Spec)
    assert (first.spec.seeds, first.spec.tuning_seeds) == ((1, 2, 3), (7,))


def test_no_tuning_record_without_tuning_seeds_or_for_an_estimator(plan_of: PlanOf, values: Values) -> None:
    values["studies"] = {"none": {"fixed": {"tuning_seeds": []}}, "fitted": {"fixed": {"model": "random_forest"}}}

    plan = plan_of(values)

    assert [plan.studies[name].variants[0].tuning_record for name in ("none", "fitted")] == [None, None]
    assert len(plan.records) == 2


def test_a_record_depends_on_the_tuning_records_of_its_group(plan_of: PlanOf, grid: Values) -> None:
    plan = plan_of(grid)

    found = variants_of(plan)
    for optimizer in ("sgd", "adam"):
        group = tuple(sorted(str(found[optimizer, rate].tuning_record) for rate in GRID))
        for rate in (0.01, 0.001):
            spec = spec_of(plan.records[found[optimizer, rate].record])
            assert spec.choice == Choice(
                tuning_records=group, metric="accuracy_percent", better="higher", diverged=10.0
            )
            assert (spec.seeds, plan.records[found[optimizer, rate].record].tuning_records) == ((1, 2, 3), group)


def test_a_listed_rate_depends_on_no_choice_and_shares_its_record(plan_of: PlanOf, grid: Values) -> None:
    grid["studies"]["all"] = {"variants": [{"optimizer": "adam", "learning_rate": 0.1}]}

    plan = plan_of(grid)

    listed = variants_of(plan)["adam", 0.1]
    assert spec_of(plan.records[listed.record]).choice is None
    assert listed.records == plan.studies["all"].variants[0].records


def test_names_separate_groups(plan_of: PlanOf, grid: Values) -> None:
    """A claim selects by name, so variants of two names do not compete for the best rate."""
    grid["studies"]["rates"]["variants"] = [
        {"name": "a", "learning_rate": [0.1, 0.01]},
        {"name": "b", "learning_rate": [0.2, 0.02, 0.002]},
    ]
    grid["studies"]["rates"]["fixed"]["reported_learning_rates"] = ["tuned"]

    plan = plan_of(grid)

    depending = [len(planned.tuning_records) for planned in plan.records.values() if planned.tuning_records]
    assert depending == [2, 2, 3, 3, 3]


def test_a_regression_is_chosen_by_its_lowest_loss(plan_of: PlanOf, grid: Values) -> None:
    table = ResolvedDataset(requested="diabetes", name="diabetes", digest="a" * 12, train_images=353)
    grid["data"]["datasets"] = ["digits"]
    fixed = {"dataset": "digits", "loss": "mean_squared_error", "preprocessing": "standardized_features"}
    grid["studies"]["rates"]["fixed"] |= fixed

    plan = plan_of(grid, digits=table)

    choice = spec_of(plan.records[variants_of(plan)["adam", 0.01].record]).choice
    assert choice is not None
    assert (choice.metric, choice.better, choice.diverged) == ("loss", "lower", None)


def test_rates_without_a_choice_train_nothing_unless_they_are_listed(plan_of: PlanOf, grid: Values) -> None:
    grid["studies"]["rates"]["fixed"]["reported_learning_rates"] = [0.1]

    plan = plan_of(grid)

    seeds = {rate: spec_of(plan.records[variants_of(plan)["adam", rate].record]).seeds for rate in GRID}
    assert seeds == {0.1: (1, 2, 3), 0.01: (), 0.001: ()}
    assert not any(planned.tuning_records for planned in plan.records.values())


def test_another_rate_in_the_grid_changes_the_dependent_records_of_its_group_only(
    plan_of: PlanOf, grid: Values
) -> None:
    before = variants_of(plan_of(grid))

    grid["studies"]["rates"]["variants"][1]["learning_rate"] = [0.1, 0.01, 0.002]

    after = variants_of(plan_of(grid))
    kept = before.keys() & after.keys()
    assert {key for key in kept if after[key].record != before[key].record} == {("adam", 0.01)}
    assert all(after[key].tuning_record == before[key].tuning_record for key in kept)


def test_another_list_of_rates_changes_only_what_it_adds(plan_of: PlanOf, grid: Values) -> None:
    before = variants_of(plan_of(grid))

    grid["studies"]["rates"]["fixed"]["reported_learning_rates"] = [0.01, "tuned", 0.1]

    after = variants_of(plan_of(grid))
    changed = {key for key in before if after[key].records != before[key].records}
    assert changed == {("sgd", 0.01), ("adam", 0.01)}


def test_order_of_the_grid_does_not_change_the_records(plan_of: PlanOf, grid: Values) -> None:
    before = plan_of(grid).records.keys()

    for variant in grid["studies"]["rates"]["variants"]:
        variant["learning_rate"] = GRID[::-1]

    assert plan_of(grid).records.keys() == before


def test_what_is_reported_is_no_difference_between_variants(plan_of: PlanOf, grid: Values) -> None:
    grid["studies"]["rates"]["variants"][1]["reported_learning_rates"] = ["tuned"]

    plan = plan_of(grid)

    assert [each.label for each in plan.studies["rates"].variants] == [
        *(f"sgd, {rate}" for rate in GRID),
        *(f"adam, {rate}" for rate in GRID),
    ]
    assert plan.records[variants_of(plan)["adam", 0.1].record].tuning_records


@pytest.mark.parametrize(
    ("fixed", "problem"),
    [
        (
            {"tuning_seeds": [7]},
            "tuned needs at least 2 tuning seeds, but tuning_seeds lists 1; list more, or write all",
        ),
        (
            {"tuning_seeds": []},
            "tuned needs at least 2 tuning seeds, but tuning_seeds lists 0; list more, or write all",
        ),
        (
            {"reported_learning_rates": ["tuned", 0.02]},
            "0.02 is not a learning rate of 'sgd' (0.001, 0.01, 0.1); list one of these, or add it to the grid",
        ),
    ],
)
def test_rates_that_cannot_be_reported_are_rejected(plan_of: PlanOf, grid: Values, fixed: Values, problem: str) -> None:
    grid["studies"]["rates"]["fixed"] |= fixed

    with pytest.raises(UserError) as error:
        plan_of(grid)

    assert str(error.value) == f"params.yaml: studies.rates: reported_learning_rates: {problem}"


def test_estimators_ignore_the_reported_rates(plan_of: PlanOf, grid: Values) -> None:
    grid["studies"]["rates"] = {
        "fixed": {"reported_learning_rates": ["tuned", 0.5], "model": "random_forest", "tuning_seeds": []}
    }

    (planned,) = plan_of(grid).records.values()

    assert planned.spec.kind == "fit"
    assert planned.spec.seeds == (1, 2, 3)
