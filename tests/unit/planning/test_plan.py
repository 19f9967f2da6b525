"""Planning expands parameters into variants, specs and named records."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwork.config.reading import read_params
from groundwork.core.errors import UserError
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.plan import Plan, ResolvedDataset, make_plan
from groundwork.planning.specs import CheckSpec, FitSpec, MeasurementSpec, Spec
from tests.unit.conftest import DATASETS

PlanOf = Callable[..., Plan]
Values = dict[str, Any]


def specs(plan: Plan, study: str = "rates") -> list[Spec]:
    """Return the specs of a study whose variants are all networks."""
    found = [variant.spec for variant in plan.studies[study].variants]
    networks = [spec for spec in found if isinstance(spec, Spec)]
    assert networks == found
    return networks


def test_variants_are_expanded_inside_the_vary_grid(plan_of: PlanOf, values: Values) -> None:
    values["studies"]["rates"] = {
        "vary": {"learning_rate": [0.1, 0.01]},
        "variants": [{"optimizer": ["sgd", "adam"]}, {"optimizer": "momentum", "batch_size": [32, 64]}],
    }

    found = specs(plan_of(values))

    assert [(each.learning_rate, each.optimizer.name, each.batch_size) for each in found] == [
        *[(0.1, "sgd", 50), (0.1, "adam", 50), (0.1, "momentum", 32), (0.1, "momentum", 64)],
        *[(0.01, "sgd", 50), (0.01, "adam", 50), (0.01, "momentum", 32), (0.01, "momentum", 64)],
    ]


def test_precedence_of_budget_defaults_study_and_grid(plan_of: PlanOf, values: Values) -> None:
    values["defaults"]["epochs"] = 3
    values["studies"] = {
        "from_defaults": {},
        "from_study": {"fixed": {"epochs": 4}},
        "from_grid": {"fixed": {"epochs": 4}, "vary": {"epochs": [5]}},
        "from_variant": {"fixed": {"epochs": 4}, "vary": {"epochs": [5]}, "variants": [{"epochs": 6}]},
    }

    plan = plan_of(values)

    assert [each.epochs for study in plan.studies for each in specs(plan, study)] == [3, 4, 5, 6]
    assert {each.train_images for study in plan.studies for each in specs(plan, study)} == {200}


def test_axes_are_the_varying_settings(plan_of: PlanOf, values: Values) -> None:
    values["studies"]["rates"] = {
        "variants": [
            {"model": ["softmax_regression", {"mlp": {"hidden_layer_sizes": [4, 2]}}], "learning_rate": 1e-5},
            {"model": "cnn", "probes": ["gradient_norm", "activation_mean"], "most_seeds": 2},
        ]
    }

    variants = plan_of(values).studies["rates"].variants

    assert [variant.axes for variant in variants] == [
        {"model": "softmax_regression", "learning_rate": 1e-5, "probes": ""},
        {"model": "mlp (hidden_layer_sizes 4-2)", "learning_rate": 1e-5, "probes": ""},
        {"model": "cnn", "learning_rate": 0.01, "probes": "gradient_norm, activation_mean"},
    ]
    assert variants[1].label == "mlp (hidden_layer_sizes 4-2), 1e-5, "


def test_single_variant_has_no_axes(plan_of: PlanOf, values: Values) -> None:
    values["studies"]["rates"] = {}

    (variant,) = plan_of(values).studies["rates"].variants

    assert (variant.axes, variant.label, variant.spec.label) == ({}, "", "mlp-adam-0.01")


def test_most_seeds_takes_the_first_seeds(plan_of: PlanOf, values: Values) -> None:
    cuts = {"one": 1, "two": 2, "more than there are": 100, "all": None}
    values["studies"]["rates"] = {"variants": [{"name": name, "most_seeds": most} for name, most in cuts.items()]}

    plan = plan_of(values)

    assert [each.seeds for each in specs(plan)] == [(1,), (1, 2), (1, 2, 3), (1, 2, 3)]
    assert {each.tuning_seeds for each in specs(plan)} == {(7,)}


@pytest.mark.parametrize(
    ("available", "asked", "planned"),
    [
        (1437, (200, 100), (200, 100)),
        (1437, (16_000, 4000), (1150, 287)),
        (1437, (1200, 287), (1150, 287)),
        (60_000, (16_000, 4000), (16_000, 4000)),
        (500, (450, 100), (400, 100)),
    ],
)
def test_small_dataset_reduces_images_with_a_fifth_for_validation(
    plan_of: PlanOf, values: Values, available: int, asked: tuple[int, int], planned: tuple[int, int]
) -> None:
    values["budgets"]["small"] |= {"train_images": asked[0], "validation_images": asked[1]}
    small = ResolvedDataset(requested="digits", name="digits", digest="f" * 12, train_images=available)

    spec = specs(plan_of(values, digits=small))[0]

    assert (spec.train_images, spec.validation_images) == planned
    assert spec.train_images + spec.validation_images <= available


@pytest.mark.parametrize(
    ("fixed", "horizons"),
    [
        ({}, (3, 5, 8)),  # 200 images in batches of 50, twice
        ({"epochs": 30}, (3, 5, 100, 120)),
        ({"epochs": 25}, (3, 5, 100)),
        ({"batch_size": 150}, (3, 4)),
        ({"schedule": "cosine"}, (8,)),
        ({"patience": 5}, (8,)),
    ],
)
def test_runs_are_read_at_horizons_before_their_end_unless_their_length_is_part_of_the_recipe(
    plan_of: PlanOf, values: Values, fixed: Values, horizons: tuple[int, ...]
) -> None:
    values["studies"]["rates"] = {"fixed": fixed}

    spec = specs(plan_of(values))[0]

    assert (spec.horizons, spec.steps) == (horizons, horizons[-1])


def test_horizons_follow_the_images_of_a_small_dataset(plan_of: PlanOf, values: Values) -> None:
    values["budgets"]["small"] |= {"train_images": 16_000, "epochs": 4}

    assert specs(plan_of(values))[0].horizons == (3, 5, 100, 4 * 27)  # 1337 images


def test_measurements_are_not_read_at_horizons(plan_of: PlanOf, values: Values) -> None:
    values["studies"] = {"noise": {"measurements": ["gradient_noise"]}}

    (planned,) = plan_of(values).records.values()

    assert isinstance(planned.spec, MeasurementSpec)
    assert planned.spec.base.horizons == (8,)


def test_studies_with_the_same_spec_share_a_record(plan_of: PlanOf, values: Values) -> None:
    values["studies"]["optimizers"] = {"vary": {"optimizer": ["sgd", "adam"]}, "checks": ["adam_state_bytes"]}

    plan = plan_of(values)

    rates, optimizers = plan.studies["rates"], plan.studies["optimizers"]
    assert rates.variants[1].records == optimizers.variants[1].records
    assert len(plan.records) == 3 * 2 + 1
    assert sorted(plan.records) == sorted({*rates.records, *optimizers.records})
    assert plan.records[optimizers.checks["adam_state_bytes"]].spec == CheckSpec(check="adam_state_bytes")


def test_check_is_a_record_without_data(plan_of: PlanOf, values: Values) -> None:
    values["studies"] = {"only": {"variants": [{"optimizer": "sgd"}], "checks": ["adam_state_bytes"]}}

    plan = plan_of(values)

    record = plan.records[plan.studies["only"].checks["adam_state_bytes"]]
    assert record.name.startswith("check-adam_state_bytes-")
    assert (record.dataset_digest, record.identity["data"]) == (None, None)


@pytest.mark.parametrize(
    ("variants", "both"),
    [
        (
            [{"optimizer": "sgd", "learning_rate": [0.1, 0.01]}, {"optimizer": "sgd", "learning_rate": 0.1}],
            "two variants '0.1'",
        ),
        ([{"optimizer": "sgd"}, {"optimizer": "sgd"}], "two variants 'mlp (hidden_layer_sizes 8), sgd'"),
        ([{"name": "once"}, {"name": "twice"}], "variants 'once' and 'twice'"),
    ],
)
def test_duplicate_variants_are_rejected(plan_of: PlanOf, values: Values, variants: list[Values], both: str) -> None:
    values["studies"]["rates"] = {"variants": variants}

    with pytest.raises(UserError) as error:
        plan_of(values)

    problem = f"{both} have the same settings; change or delete one"
    assert str(error.value) == f"params.yaml: studies.rates: {problem}"


def test_variants_that_a_budget_makes_equal_are_trained_once(plan_of: PlanOf, values: Values) -> None:
    sizes = [{"train_images": [100, 200]}, {"train_images": 400, "most_seeds": 1}, {"optimizer": "sgd"}]
    values["studies"]["rates"] = {"variants": sizes, "budgets": {values["budget"]: {"train_images": [300, 500]}}}

    variants = plan_of(values).studies["rates"].variants

    found = [(each.axes["optimizer"], each.axes["train_images"]) for each in variants]
    assert found == [("adam", 300), ("adam", 500), ("sgd", 300), ("sgd", 500)]
    assert {variant.spec.seeds for variant in variants} == {tuple(values["budgets"][values["budget"]]["seeds"])}


def test_equal_variants_are_rejected_beside_settings_of_a_budget(plan_of: PlanOf, values: Values) -> None:
    variants = [{"optimizer": "sgd"}, {"optimizer": "sgd"}]
    values["studies"]["rates"] = {"variants": variants, "budgets": {values["budget"]: {"train_images": 300}}}

    with pytest.raises(UserError, match=r"two variants .* have the same settings"):
        plan_of(values)


def test_variants_with_the_same_label_are_rejected(plan_of: PlanOf, values: Values) -> None:
    values["studies"]["rates"] = {"vary": {"learning_rate": [0.1, 0.2], "most_seeds": [1, 2]}}
    with pytest.raises(UserError) as error:
        plan_of(values)
    problem = "two variants have the label '0.1'; give each its own name"
    assert str(error.value) == f"params.yaml: studies.rates: {problem}"

    values["studies"]["rates"] = {
        "variants": [{"name": "x, 0.1", "optimizer": "sgd"}, {"name": "x", "learning_rate": [0.1, 0.2]}]
    }
    with pytest.raises(UserError) as error:
        plan_of(values)
    problem = "two variants have the label 'x, 0.1'; give each its own name"
    assert str(error.value) == f"params.yaml: studies.rates: {problem}"


def test_variants_equal_on_a_small_dataset_share_a_record(plan_of: PlanOf, values: Values) -> None:
    values["studies"]["rates"] = {"vary": {"train_images": [20_000, 40_000]}}

    variants = plan_of(values).studies["rates"].variants

    assert [variant.axes for variant in variants] == [{"train_images": 20_000}, {"train_images": 40_000}]
    assert variants[0].record == variants[1].record


def test_tuning_seed_that_is_also_reported_is_rejected(plan_of: PlanOf, values: Values) -> None:
    values["studies"]["rates"]["fixed"] = {"seeds": [5, 7]}

    with pytest.raises(UserError) as error:
        plan_of(values)

    problem = "7 is both a reported seed and a tuning seed; use other seeds for tuning"
    assert str(error.value) == f"params.yaml: studies.rates: {problem}"


@pytest.mark.parametrize(
    ("dataset", "problem"),
    [
        ("fashion-mnist", "dataset 'fashion-mnist' is not in data.datasets (digits, mnist); add it there"),
        (
            "chrun",
            f"dataset 'chrun' is not a dataset; did you mean 'churn'? ({', '.join(sorted(ORIGINS))})",
        ),
    ],
)
def test_unlisted_dataset_is_rejected(plan_of: PlanOf, values: Values, dataset: str, problem: str) -> None:
    values["studies"]["rates"] = {"vary": {"dataset": ["digits", dataset]}}

    with pytest.raises(UserError) as error:
        plan_of(values)

    assert str(error.value) == f"params.yaml: studies.rates: {problem}"


def test_spec_is_trained_on_the_fallback(plan_of: PlanOf, values: Values) -> None:
    values["studies"]["rates"] = {"vary": {"dataset": ["mnist", "digits"]}}
    fallback_dataset = ResolvedDataset(requested="mnist", name="digits", digest="d" * 12, train_images=1437)

    plan = plan_of(values, mnist=fallback_dataset)

    variants = plan.studies["rates"].variants
    assert [each.name for each in plan.fallback_datasets] == ["digits"]
    assert [each.axes for each in variants] == [{"dataset": "mnist"}, {"dataset": "digits"}]
    assert [each.spec.dataset for each in variants] == ["digits", "digits"]
    assert variants[0].record == variants[1].record


def test_named_variant_is_labeled_by_name_and_its_own_grid(plan_of: PlanOf, values: Values) -> None:
    values["studies"]["rates"] = {
        "variants": [
            {"name": "plain"},
            {"name": "with momentum", "optimizer": "momentum", "learning_rate": [0.1, 0.2]},
        ]
    }

    variants = plan_of(values).studies["rates"].variants

    assert [each.label for each in variants] == ["plain", "with momentum, 0.1", "with momentum, 0.2"]
    assert [each.axes for each in variants] == [{}, {"learning_rate": 0.1}, {"learning_rate": 0.2}]


def test_variants_of_one_name_are_labeled_by_what_varies_among_them(plan_of: PlanOf, values: Values) -> None:
    values["studies"] = {
        "grid": {"vary": {"learning_rate": [0.1, 0.2]}, "variants": [{"name": "x"}, {"name": "y", "optimizer": "sgd"}]},
        "twice": {"variants": [{"name": "x"}, {"name": "x", "batch_size": 10}, {"name": "y", "optimizer": "sgd"}]},
    }

    studies = plan_of(values).studies

    assert [each.label for each in studies["grid"].variants] == ["x, 0.1", "y, 0.1", "x, 0.2", "y, 0.2"]
    assert [each.label for each in studies["twice"].variants] == ["x, 50", "x, 10", "y"]


@pytest.mark.parametrize(
    "study",
    [
        {"variants": [{"name": "once"}, {"name": "twice"}]},
        {"vary": {"learning_rate": [0.1, 0.2], "most_seeds": [1, 2]}},
        {"fixed": {"seeds": [5, 7]}},
        {"fixed": {"loss": "mean_squared_error"}},
        {"fixed": {"dataset": "churn"}},
        {"fixed": {"model": "random_forest"}, "measurements": ["gradient_noise"]},
    ],
)
def test_error_starts_with_the_name_of_the_params_file(
    write: Callable[[object], Path], tmp_path: Path, values: Values, study: Values
) -> None:
    values["studies"] = {"rates": study}
    params = read_params(write(values).rename(tmp_path / "mine.yaml"), DATASETS)

    with pytest.raises(UserError) as error:
        make_plan(params, DATASETS, "cpu", lambda _spec: "source")

    assert str(error.value).startswith("mine.yaml: studies.rates: ")


def test_variant_name_does_not_change_the_record(plan_of: PlanOf, values: Values) -> None:
    values["studies"] = {"one": {"variants": [{"name": "plain"}]}, "other": {}}

    studies = plan_of(values).studies
    assert studies["one"].records == studies["other"].records


def test_study_budgets_override_everything(plan_of: PlanOf, values: Values) -> None:
    values["budgets"]["large"] = values["budgets"]["small"] | {"epochs": 9}
    values["studies"]["rates"] = {
        "fixed": {"epochs": 4},
        "vary": {"learning_rate": [0.1, 0.2, 0.3]},
        "variants": [{"batch_size": 10}, {"batch_size": 20}],
        "budgets": {
            "small": {"epochs": 5, "learning_rate": [0.5, 0.6], "seeds": [1, 2]},
            "large": {"epochs": 50},
        },
    }

    found = specs(plan_of(values))

    assert [(each.batch_size, each.learning_rate) for each in found] == [(10, 0.5), (10, 0.6), (20, 0.5), (20, 0.6)]
    assert {(each.epochs, each.seeds) for each in found} == {(5, (1, 2))}


def test_measurement_uses_single_value_grids(plan_of: PlanOf, values: Values) -> None:
    grids = {"train_images": [150], "dataset": ["mnist"], "learning_rate": [0.5], "epochs": [8, 9], "seeds": [4, 5]}
    values["studies"] = {"measures": {"measurements": ["gradient_noise"], "budgets": {"small": grids}}}

    plan = plan_of(values)

    (record,) = plan.records.values()
    assert isinstance(record.spec, MeasurementSpec)
    base = record.spec.base
    assert (base.train_images, base.dataset, base.learning_rate, base.epochs) == (150, "mnist", 0.5, 2)
    assert base.seeds == (4, 5)


def test_study_with_only_checks_or_measurements_has_no_variants(plan_of: PlanOf, values: Values) -> None:
    values["studies"] = {
        "checks": {"checks": ["adam_state_bytes"]},
        "measures": {"fixed": {"epochs": 7}, "measurements": ["gradient_noise"]},
        "trains": {},
    }

    plan = plan_of(values)

    assert {name: len(study.variants) for name, study in plan.studies.items()} == {
        "checks": 0,
        "measures": 0,
        "trains": 1,
    }
    (record,) = plan.studies["measures"].measurements.values()
    spec = plan.records[record].spec
    assert isinstance(spec, MeasurementSpec)
    assert (spec.base.epochs, plan.records[record].dataset_digest) == (7, "d" * 12)
    assert record.startswith("measurement-gradient_noise-")


def test_measurement_settings_give_separate_records(plan_of: PlanOf, values: Values) -> None:
    tries = [{"random_search": {"n_trials": 8}}, {"random_search": {"n_trials": 27}}]
    values["studies"] = {"measures": {"measurements": tries}}

    measurements = plan_of(values).studies["measures"].measurements

    assert list(measurements) == ["random_search (n_trials 8)", "random_search (n_trials 27)"]
    assert len(set(measurements.values())) == 2


def test_estimator_record_ignores_training_settings(plan_of: PlanOf, values: Values) -> None:
    values["studies"] = {"rates": {"fixed": {"model": "random_forest"}}}
    before = list(plan_of(values).records)
    values["defaults"] |= {"optimizer": "sgd", "epochs": 99, "probes": ["gradient_norm"], "loss": "cross_entropy"}

    assert list(plan_of(values).records) == before
    assert before[0].startswith("random_forest-200-")


def test_grid_can_mix_estimators_and_networks(plan_of: PlanOf, values: Values) -> None:
    values["studies"]["rates"] = {"vary": {"model": ["nearest_neighbors", "mlp"], "train_images": [100, 200]}}

    plan = plan_of(values)

    variants = plan.studies["rates"].variants
    assert [type(each.spec) for each in variants] == [FitSpec, FitSpec, Spec, Spec]
    assert [each.label for each in variants] == [
        *("100, nearest_neighbors", "200, nearest_neighbors"),
        *("100, mlp", "200, mlp"),
    ]
    assert variants[0].record.startswith("nearest_neighbors-100-")
    assert plan.records[variants[0].record].dataset_digest == "d" * 12
    assert [each.spec.seeds for each in variants] == [(1, 2, 3)] * 4


def test_measurement_uses_single_values_of_the_study_budget(plan_of: PlanOf, values: Values) -> None:
    values["studies"]["rates"] = {
        "fixed": {"epochs": 4, "batch_size": 10},
        "vary": {"learning_rate": [0.1, 0.2]},
        "budgets": {"small": {"epochs": 5, "learning_rate": [0.5, 0.6]}},
        "measurements": ["gradient_noise"],
    }

    plan = plan_of(values)

    spec = plan.records[plan.studies["rates"].measurements["gradient_noise"]].spec
    assert isinstance(spec, MeasurementSpec)
    assert (spec.base.epochs, spec.base.batch_size, spec.base.learning_rate) == (5, 10, 0.01)
