"""Numbers that would exhaust memory or time, or overflow, are rejected with a reason."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from groundwork.config.catalog import MEASUREMENT, MODEL, SETTING_TYPES, entries, is_estimator
from groundwork.config.schema import Params
from groundwork.core.errors import UserError
from groundwork.planning.plan import Plan

DAYS = "more would take days"
DEEP = "deeper networks take gigabytes of memory, and hours"
WIDE = "should be at most 16,384: wider layers take gigabytes of memory"
SINGLE = "beyond that, training in single precision may overflow or stand still"

REFUSED: list[tuple[str, object, str]] = [
    ("model", {"mlp": {"hidden_layer_sizes": [10**12]}}, f"mlp.hidden_layer_sizes: [1000000000000] {WIDE}"),
    (
        "model",
        {"mlp": {"hidden_layer_sizes": [1e9]}},
        "mlp.hidden_layer_sizes: [1000000000.0] should be a valid integer",
    ),
    ("model", {"deep_mlp": {"num_layers": 1001}}, f"deep_mlp.num_layers: 1001 should be at most 1,000: {DEEP}"),
    (
        "model",
        {"random_forest": {"n_estimators": 10**30}},
        f"random_forest.n_estimators: 1{'0' * 30} should be at most 1,000: more trees take gigabytes of memory",
    ),
    (
        "augmentation",
        {"random_crop": {"padding": 10**21}},
        f"random_crop.padding: 1{'0' * 21} should be at most 10,000: {DAYS}",
    ),
    ("initializer", {"uniform": {"bound": 1e300}}, f"uniform.bound: 1e+300 should be at most 1,000,000: {SINGLE}"),
    ("initializer", {"uniform": {"bound": 1e-40}}, f"uniform.bound: 1e-40 should be at least 1e-30: {SINGLE}"),
    ("patience", 10**30, f"1{'0' * 30} should be at most 10,000: {DAYS}"),
]
TOO_LARGE: list[tuple[dict[str, Any], str]] = [
    (
        {"model": {"mlp": {"hidden_layer_sizes": [10_000, 10_000]}}},
        "model 'mlp (hidden_layer_sizes 10000-10000)' has 100,760,010 weights, but the maximum is 50,000,000 "
        "(1 GB in training); write a smaller one",
    ),
    (
        {"model": {"cnn": {"stride": 1}}, "dataset": "mnist", "train_images": 59_000, "batch_size": 59_000},
        "batch_size: 59000 examples have 5,358,970,000 activations, but the maximum is 1,000,000,000 (4 GB); write a "
        "smaller batch size or a smaller network",
    ),
    (
        {"epochs": 10_000, "probes": ["gradient_norm", "weight_norm"], "model": {"deep_mlp": {"num_layers": 100}}},
        "probes: 6,062,424 readings, but a record holds at most 5,000,000; write fewer epochs or []",
    ),
    (
        {"epochs": 10_000, "batch_size": 1, "keep_step_losses": True},
        "keep_step_losses: 6,000,000 losses, but a record holds at most 5,000,000; write false",
    ),
    (
        {"epochs": 10_000, "batch_size": 1, "train_images": 59_000, "dataset": "mnist"},
        "epochs: 10,000 epochs of 59,000 steps would take days; write fewer (at most 100,000,000 steps in all)",
    ),
    (
        {"augmentation": {"random_crop": {"padding": 8}}},
        "random_crop.padding: 8 can crop away a whole 8x8 image; write a smaller value",
    ),
]
MEASUREMENTS: list[tuple[dict[str, Any], str]] = [
    ({"signal_through_depth": {"depth": 1000, "width": 16_384}}, "signal_through_depth (depth 1000, width 16384)"),
    ({"linear_probes": {"layers": 1000, "width": 4096}}, "linear_probes (layers 1000, width 4096)"),
    (
        {"two_layers_learn_xor": {"hidden": [16_384], "starts": 10_000}},
        "two_layers_learn_xor (hidden 16384, starts 10000)",
    ),
]


@pytest.mark.parametrize(("key", "value", "message"), REFUSED)
def test_setting_out_of_bounds_gives_reason(
    read: Callable[[object], Params], values: dict[str, Any], key: str, value: object, message: str
) -> None:
    values["defaults"][key] = value

    with pytest.raises(UserError) as error:
        read(values)

    assert str(error.value) == f"params.yaml: defaults.{key}: {message}"


@pytest.mark.parametrize(("fixed", "message"), TOO_LARGE)
def test_settings_too_large_in_combination_are_rejected(
    plan_of: Callable[..., Plan], values: dict[str, Any], fixed: dict[str, Any], message: str
) -> None:
    values["studies"] = {"rates": {"fixed": fixed}}

    with pytest.raises(UserError) as error:
        plan_of(values)

    assert str(error.value) == f"params.yaml: studies.rates: {message}"


@pytest.mark.parametrize(("measurement", "label"), MEASUREMENTS)
def test_measurement_with_too_many_numbers_is_rejected(
    plan_of: Callable[..., Plan], values: dict[str, Any], measurement: dict[str, Any], label: str
) -> None:
    values["studies"] = {"rates": {"measurements": [measurement]}}

    with pytest.raises(UserError) as error:
        plan_of(values)

    assert str(error.value).startswith(f"params.yaml: studies.rates: measurement '{label}' would hold ")
    assert str(error.value).endswith(
        " numbers in memory, but the maximum is 1,000,000,000 (4 GB); write smaller settings"
    )


@pytest.mark.parametrize("name", [name for name in SETTING_TYPES if name not in ("bool", "Activation")])
@pytest.mark.parametrize("extreme", [10**30, 1e300, -1e300])
def test_every_setting_type_is_bounded(name: str, extreme: float, values: dict[str, Any]) -> None:
    given = (extreme,) if name == "UnitsOfLayers" else extreme
    with pytest.raises(ValidationError):
        TypeAdapter[Any](SETTING_TYPES[name]).validate_python(given)


def test_grid_of_million_variants_is_rejected_fast(read: Callable[[object], Params], values: dict[str, Any]) -> None:
    axes = {"learning_rate": [number / 1000 for number in range(1, 1001)], "batch_size": list(range(1, 1001))}
    values["studies"]["large"] = {"vary": axes}
    started = time.process_time()

    with pytest.raises(UserError) as error:
        read(values)

    assert str(error.value) == (
        "params.yaml: studies.large: 1,000,000 variants of 1,000,002 in all, more than the limit of 20,000: each is a "
        "job that Snakemake keeps in memory; list fewer values"
    )
    assert time.process_time() - started < 5


def test_setting_overridden_by_budget_is_not_counted(plan_of: Callable[..., Plan], values: dict[str, Any]) -> None:
    axes = {"learning_rate": [number / 1000 for number in range(1, 1001)], "batch_size": list(range(1, 101))}
    few = {"learning_rate": 0.1, "batch_size": [10, 20]}
    values["studies"] = {"large": {"vary": axes, "budgets": {"small": few}}}

    assert len(plan_of(values).studies["large"].variants) == 2


def test_long_names_are_rejected(read: Callable[[object], Params], values: dict[str, Any]) -> None:
    values["studies"] = {"a" * 80: {}, "b" * 250: {}}
    values["budgets"] |= {"--x": values["budgets"]["small"], "y" * 61: values["budgets"]["small"]}

    with pytest.raises(UserError) as error:
        read(values)

    budget = "is not a valid budget name; use at most 60 characters, starting with a letter or digit"
    study = "is too long for a study name, which is part of file names; use at most 80 characters"
    assert str(error.value).splitlines() == [
        f"params.yaml: budgets.--x: '--x' {budget}",
        f"params.yaml: budgets.{'y' * 61}: '{'y' * 56}... {budget}",
        f"params.yaml: studies.{'b' * 189}...: '{'b' * 56}... {study}",
    ]


def test_ten_thousand_variants_are_planned_fast(plan_of: Callable[..., Plan], values: dict[str, Any]) -> None:
    """Regression test: a quadratic step took minutes for 2,025 variants. Uses CPU time, as the machine may be busy."""
    rates = [number / 10_000 for number in range(1, 5001)]
    named = [{"name": f"v{number}", "learning_rate": 1 + number / 10_000} for number in range(5000)]
    values["studies"] = {"grid": {"vary": {"learning_rate": rates}}, "named": {"variants": named}}
    started = time.process_time()

    plan = plan_of(values)

    assert len(plan.records) == 20_000  # for each variant one of its tuning seeds, and one of its reported seeds
    assert time.process_time() - started < 15


def test_largest_numbers_are_planned_or_rejected(plan_of: Callable[..., Plan], values: dict[str, Any]) -> None:
    """None of these may cause a traceback or a network too large for memory."""
    largest = {"PositiveInteger": 10_000, "Units": 16_384, "Layers": 1_000, "UnitsOfLayers": [16_384] * 1000}
    names = {id(type_): name for name, type_ in SETTING_TYPES.items()}
    outcomes = []
    for kind, key in ((MODEL, "model"), (MEASUREMENT, "measurements")):
        for name, entry in entries(kind).items():
            given = {each: largest.get(names[id(type_)]) for each, type_ in entry.settings.items()}
            component = {name: {each: value for each, value in given.items() if value}}
            study = {"fixed": {"model": component}} if key == "model" else {key: [component]}
            try:
                plan_of(values | {"studies": {"rates": study}})
                outcomes.append(name)
            except UserError as error:
                assert str(error).startswith("params.yaml: studies.rates: ")

    networks = [name for name in outcomes if name in entries(MODEL) and not is_estimator(name)]
    assert networks == ["softmax_regression"]
