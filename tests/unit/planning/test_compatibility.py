"""Settings that do not go together are refused, each with its line."""

from collections.abc import Callable
from typing import Any

import pytest

from groundwork.core.errors import UserError
from groundwork.planning.compatibility import FOR_CLASSES_ONLY, SEARCHES
from groundwork.planning.plan import Plan, ResolvedDataset

PlanOf = Callable[..., Plan]
DIGITS = ResolvedDataset(requested="digits", name="digits", digest="d" * 12, train_images=1437)
TABLE = DIGITS.model_copy(update={"name": "two-classes"})
NUMBERS = DIGITS.model_copy(update={"name": "diabetes"})
FEW = TABLE.model_copy(update={"train_images": 400})
ON_TABLE = {"preprocessing": "standardized_features", "loss": "binary_cross_entropy"}

REFUSED = [
    (
        {"loss": "mean_squared_error"},
        None,
        "loss 'mean_squared_error' does not fit dataset 'digits', which is for classification; ",
    ),
    ({"loss": "binary_cross_entropy"}, None, "loss 'binary_cross_entropy' needs two classes and 'digits' has 10; "),
    (
        {"preprocessing": "standardized_features"},
        None,
        "preprocessing 'standardized_features' does not take the images of 'digits'; write one of raw, ",
    ),
    (
        ON_TABLE | {"model": "cnn"},
        TABLE,
        "model 'cnn' does not take the rows of 'two-classes'; write one of ",
    ),
    (
        ON_TABLE | {"preprocessing": "raw"},
        TABLE,
        "preprocessing 'raw' does not take the rows of 'two-classes'; write standardized_features",
    ),
    (
        ON_TABLE | {"augmentation": "random_horizontal_flip"},
        TABLE,
        "augmentation 'random_horizontal_flip' does not take the rows of 'two-classes'; write none",
    ),
    (
        ON_TABLE,
        NUMBERS,
        "loss 'binary_cross_entropy' does not fit dataset 'diabetes', which is for regression; write one of mean_",
    ),
    (
        {"model": {"transformer": {"num_heads": 3}}},
        None,
        "transformer.num_heads: 3 does not divide hidden_dim 64; write one of 1, 2, 4, 8, 16, 32, 64",
    ),
    (
        {"model": {"transformer": {"patches": 5}}},
        DIGITS,
        "transformer.patches: 5 a side do not divide an image of 8x8 pixels ('digits'); write one of 1, 2, 4, 8",
    ),
    (
        {"model": {"cnn": {"kernel_size": 9, "padding": False}}},
        DIGITS,
        "cnn.kernel_size: 9 does not fit into an image of 8x8 pixels ('digits'); "
        "write one from 1 to 8, or padding: true",
    ),
    (
        {"model": {"mlp": {"batch_norm": True}}, "train_images": 1025, "batch_size": 128},
        None,
        "mlp.batch_norm: a batch of one image has no variance to divide by, and 1025 training images end in one where "
        "batch_size is 128; write another batch_size",
    ),
    (
        {"model": {"deep_mlp": {"batch_norm": True}}, "batch_size": 1},
        None,
        "deep_mlp.batch_norm: a batch of one image has no variance to divide by, and 200 training images end in one "
        "where batch_size is 1; write another batch_size",
    ),
    (
        {"model": {"nearest_neighbors": {"n_neighbors": 101}}, "train_images": 100},
        None,
        "nearest_neighbors.n_neighbors: 101 is more than the 100 training images; write fewer",
    ),
    (
        ON_TABLE
        | {"model": {"nearest_neighbors": {"n_neighbors": 500}}, "train_images": 1000, "validation_images": 500},
        FEW,
        "nearest_neighbors.n_neighbors: 500 is more than the 320 training images; write fewer",
    ),
    *(
        (
            {"schedule": {"exponential_ramp": {"start_lr": start, "end_lr": end}}},
            None,
            f"exponential_ramp.start_lr: {told}, and it has to grow; write a smaller one",
        )
        for start, end, told in [(10.0, 0.5, "10 is not below end_lr 0.5"), (0.1, 0.1, "0.1 is not below end_lr 0.1")]
    ),
    (
        ON_TABLE | {"model": "random_forest"},
        NUMBERS,
        "model 'random_forest' tells classes apart and 'diabetes' is for regression",
    ),
]


@pytest.mark.parametrize(("fixed", "dataset", "line"), REFUSED, ids=[each[2][:40] for each in REFUSED])
def test_a_misfit_is_one_line(
    plan_of: PlanOf, values: dict[str, Any], fixed: dict[str, Any], dataset: ResolvedDataset | None, line: str
) -> None:
    values["studies"] = {"rates": {"fixed": fixed}}

    with pytest.raises(UserError) as error:
        plan_of(values, **({"digits": dataset} if dataset else {}))

    assert str(error.value).startswith(f"params.yaml: studies.rates: {line}")
    assert "\n" not in str(error.value)


def test_every_misfit_has_its_line(plan_of: PlanOf, values: dict[str, Any]) -> None:
    values["studies"] = {"rates": {"fixed": {"model": "cnn"}}}

    with pytest.raises(UserError) as error:
        plan_of(values, digits=NUMBERS)

    assert len(str(error.value).splitlines()) == 3


@pytest.mark.parametrize(
    "fixed",
    [
        {"model": {"mlp": {"batch_norm": True}}, "train_images": 1026, "batch_size": 128},
        {"model": "mlp", "batch_size": 1},
        {"model": {"cnn": {"kernel_size": 8, "padding": False}}},
        {"model": {"cnn": {"kernel_size": 9}}},
        {"schedule": {"exponential_ramp": {"start_lr": 0.1, "end_lr": 0.11}}},
        {"model": {"transformer": {"patches": 8}}},
        {"model": {"nearest_neighbors": {"n_neighbors": 200}}},
    ],
)
def test_what_only_just_fits_is_planned(plan_of: PlanOf, values: dict[str, Any], fixed: dict[str, Any]) -> None:
    values["studies"] = {"rates": {"fixed": fixed}}

    assert len(plan_of(values, digits=DIGITS).records) == 1


def test_what_fits_is_planned(plan_of: PlanOf, values: dict[str, Any]) -> None:
    values["studies"] = {"rates": {"fixed": ON_TABLE, "variants": [{}, {"model": "random_forest"}]}}

    assert [each.spec.kind for each in plan_of(values, digits=TABLE).studies["rates"].variants] == ["training", "fit"]


def test_a_measurement_starts_from_a_network(plan_of: PlanOf, values: dict[str, Any]) -> None:
    values["studies"] = {"rates": {"fixed": {"model": "random_forest"}, "measurements": ["gradient_noise"]}}

    with pytest.raises(UserError) as error:
        plan_of(values)

    told = "measurements start from a network, not from 'random_forest'; name another model"
    assert str(error.value) == f"params.yaml: studies.rates: {told}"


ON_NUMBERS = ON_TABLE | {"loss": "mean_squared_error"}
NOT_MEASURED: list[tuple[Any, dict[str, Any], ResolvedDataset, str]] = [
    (
        "gradient_noise",
        {"loss": "mean_squared_error"},
        DIGITS,
        "loss 'mean_squared_error' does not fit dataset 'digits', which is for classification; write cross_entropy",
    ),
    (
        "gradient_noise",
        {"loss": "binary_cross_entropy"},
        TABLE,
        "preprocessing 'unit_range' does not take the rows of 'two-classes'; write standardized_features",
    ),
    *(
        (
            name,
            ON_NUMBERS,
            NUMBERS,
            f"measurement '{name}' tells classes apart and 'diabetes' has none; name a dataset of classes",
        )
        for name in FOR_CLASSES_ONLY
        if name != "exploding_gradients"
    ),
    (
        "exploding_gradients",
        ON_TABLE,
        TABLE,
        "measurement 'exploding_gradients' reads images row by row and 'two-classes' has none; name a dataset of "
        "images",
    ),
    *(
        (
            search,
            {"model": "softmax_regression"},
            DIGITS,
            f"measurement '{search}' varies the dropout of its study's model and 'softmax_regression' has none; "
            "name another model (deep_mlp, gru, lstm, mlp, rnn, transformer)",
        )
        for search in SEARCHES
    ),
    *(
        (
            {"grid_search": {"n_trials": tries}},
            {},
            DIGITS,
            f"grid_search.n_trials: {tries} is not a cube, and a grid of three settings with equally many values each "
            f"has one; write {allowed}",
        )
        for tries, allowed in [(20, "27 or 64"), (30, "27 or 64"), (7, "8 or 27"), (2, "1 or 8")]
    ),
    *(
        ({"k_fold_against_one_split": settings}, {}, DIGITS, f"k_fold_against_one_split.{told}")
        for settings, told in [
            ({"images": 500}, "images: 500 is more than the study's 200 training images; write fewer"),
            ({"n_splits": 1}, "n_splits: 1 is not from 2 to the number of images (200); write 5"),
            ({"n_splits": 30, "images": 20}, "n_splits: 30 is not from 2 to the number of images (20); write 5"),
        ]
    ),
    *(
        (
            {"k_fold_against_one_split": {"images": images, "n_splits": folds}},
            {"model": {"mlp": {"batch_norm": True}}},
            DIGITS,
            "mlp.batch_norm: a batch of one image has no variance to divide by, and 33 training images end in one "
            "where k_fold_against_one_split.batch_size is 32; write another k_fold_against_one_split.batch_size",
        )
        for images, folds in [(33, 3), (41, 5), (44, 4)]  # on all, on all but the smaller folds, on all but any fold
    ),
]


@pytest.mark.parametrize(
    ("measurement", "fixed", "dataset", "told"),
    NOT_MEASURED,
    ids=[f"{each[0]}: {each[3][:40]}" for each in NOT_MEASURED],
)
def test_what_cannot_be_measured_is_refused_before_anything_runs(
    plan_of: PlanOf,
    values: dict[str, Any],
    measurement: object,
    fixed: dict[str, Any],
    dataset: ResolvedDataset,
    told: str,
) -> None:
    values["studies"] = {"rates": {"fixed": fixed, "measurements": [measurement]}}

    with pytest.raises(UserError) as error:
        plan_of(values, digits=dataset)

    assert str(error.value) == f"params.yaml: studies.rates: {told}"
