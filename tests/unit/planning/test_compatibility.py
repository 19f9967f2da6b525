"""Incompatible settings are rejected, one line each."""

from collections.abc import Callable
from typing import Any

import pytest

from groundwork.core.errors import UserError
from groundwork.planning.compatibility import CLASSIFICATION_ONLY, SEARCHES
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
        "loss 'mean_squared_error' does not fit dataset 'digits' (classification); ",
    ),
    ({"loss": "binary_cross_entropy"}, None, "loss 'binary_cross_entropy' needs two classes, but 'digits' has 10; "),
    (
        {"preprocessing": "standardized_features"},
        None,
        "preprocessing 'standardized_features' does not accept the images of 'digits'; write one of raw, ",
    ),
    (
        ON_TABLE | {"model": "cnn"},
        TABLE,
        "model 'cnn' does not accept the rows of 'two-classes'; write one of ",
    ),
    (
        ON_TABLE | {"preprocessing": "raw"},
        TABLE,
        "preprocessing 'raw' does not accept the rows of 'two-classes'; write standardized_features",
    ),
    (
        ON_TABLE | {"augmentation": "random_horizontal_flip"},
        TABLE,
        "augmentation 'random_horizontal_flip' does not accept the rows of 'two-classes'; write none",
    ),
    (
        ON_TABLE,
        NUMBERS,
        "loss 'binary_cross_entropy' does not fit dataset 'diabetes' (regression); write one of mean_",
    ),
    (
        {"model": {"transformer": {"num_heads": 3}}},
        None,
        "transformer.num_heads: 3 does not divide hidden_dim 64; write one of 1, 2, 4, 8, 16, 32, 64",
    ),
    (
        {"model": {"transformer": {"patches": 5}}},
        DIGITS,
        "transformer.patches: 5 per side do not divide an image of 8x8 pixels ('digits'); write one of 1, 2, 4, 8",
    ),
    (
        {"model": {"cnn": {"kernel_size": 9, "padding": False}}},
        DIGITS,
        "cnn.kernel_size: 9 does not fit into an image of 8x8 pixels ('digits'); "
        "write a value from 1 to 8, or padding: true",
    ),
    (
        {"model": {"mlp": {"normalization": "batch"}}, "train_images": 1025, "batch_size": 128},
        None,
        "mlp.normalization: batch cannot normalize the last batch, which has one image with 1025 training images and "
        "batch_size 128; write another batch_size",
    ),
    (
        {"model": {"deep_mlp": {"normalization": "batch"}}, "batch_size": 1},
        None,
        "deep_mlp.normalization: batch cannot normalize the last batch, which has one image with 200 training images "
        "and batch_size 1; write another batch_size",
    ),
    (
        {"model": {"nearest_neighbors": {"n_neighbors": 101}}, "train_images": 100},
        None,
        "nearest_neighbors.n_neighbors: 101 is more than the 100 training images; write a smaller value",
    ),
    (
        ON_TABLE
        | {"model": {"nearest_neighbors": {"n_neighbors": 500}}, "train_images": 1000, "validation_images": 500},
        FEW,
        "nearest_neighbors.n_neighbors: 500 is more than the 320 training images; write a smaller value",
    ),
    *(
        (
            {"schedule": {"exponential_ramp": {"start_lr": start, "end_lr": end}}},
            None,
            f"exponential_ramp.start_lr: {problem}; write a smaller value",
        )
        for start, end, problem in [
            (10.0, 0.5, "10 is not below end_lr (0.5)"),
            (0.1, 0.1, "0.1 is not below end_lr (0.1)"),
        ]
    ),
    (
        ON_TABLE | {"model": "random_forest"},
        NUMBERS,
        "model 'random_forest' is a classifier, but dataset 'diabetes' is for regression; write a network",
    ),
]


@pytest.mark.parametrize(("fixed", "dataset", "line"), REFUSED, ids=[each[2][:40] for each in REFUSED])
def test_incompatible_settings_are_rejected_in_one_line(
    plan_of: PlanOf, values: dict[str, Any], fixed: dict[str, Any], dataset: ResolvedDataset | None, line: str
) -> None:
    values["studies"] = {"rates": {"fixed": fixed}}

    with pytest.raises(UserError) as error:
        plan_of(values, **({"digits": dataset} if dataset else {}))

    assert str(error.value).startswith(f"params.yaml: studies.rates: {line}")
    assert "\n" not in str(error.value)


def test_each_incompatibility_has_its_own_line(plan_of: PlanOf, values: dict[str, Any]) -> None:
    values["studies"] = {"rates": {"fixed": {"model": "cnn"}}}

    with pytest.raises(UserError) as error:
        plan_of(values, digits=NUMBERS)

    assert len(str(error.value).splitlines()) == 3


@pytest.mark.parametrize(
    "fixed",
    [
        {"model": {"mlp": {"normalization": "batch"}}, "train_images": 1026, "batch_size": 128},
        {"model": "mlp", "batch_size": 1},
        {"model": {"cnn": {"kernel_size": 8, "padding": False}}},
        {"model": {"cnn": {"kernel_size": 9}}},
        {"schedule": {"exponential_ramp": {"start_lr": 0.1, "end_lr": 0.11}}},
        {"model": {"transformer": {"patches": 8}}},
        {"model": {"nearest_neighbors": {"n_neighbors": 200}}},
    ],
)
def test_settings_at_the_limits_are_accepted(plan_of: PlanOf, values: dict[str, Any], fixed: dict[str, Any]) -> None:
    values["studies"] = {"rates": {"fixed": fixed}}

    assert len(plan_of(values, digits=DIGITS).studies["rates"].variants) == 1


def test_compatible_settings_are_planned(plan_of: PlanOf, values: dict[str, Any]) -> None:
    values["studies"] = {"rates": {"fixed": ON_TABLE, "variants": [{}, {"model": "random_forest"}]}}

    assert [each.spec.kind for each in plan_of(values, digits=TABLE).studies["rates"].variants] == ["training", "fit"]


def test_measurement_requires_a_network(plan_of: PlanOf, values: dict[str, Any]) -> None:
    values["studies"] = {"rates": {"fixed": {"model": "random_forest"}, "measurements": ["gradient_noise"]}}

    with pytest.raises(UserError) as error:
        plan_of(values)

    problem = "measurements need a network, but model 'random_forest' is not one; write another model"
    assert str(error.value) == f"params.yaml: studies.rates: {problem}"


ON_NUMBERS = ON_TABLE | {"loss": "mean_squared_error"}
NOT_MEASURED: list[tuple[Any, dict[str, Any], ResolvedDataset, str]] = [
    (
        "gradient_noise",
        {"loss": "mean_squared_error"},
        DIGITS,
        "loss 'mean_squared_error' does not fit dataset 'digits' (classification); write cross_entropy",
    ),
    (
        "gradient_noise",
        {"loss": "binary_cross_entropy"},
        TABLE,
        "preprocessing 'unit_range' does not accept the rows of 'two-classes'; write standardized_features",
    ),
    *(
        (
            name,
            ON_NUMBERS,
            NUMBERS,
            f"measurement '{name}' needs classes, but dataset 'diabetes' is for regression; "
            "write a classification dataset",
        )
        for name in CLASSIFICATION_ONLY
        if name != "exploding_gradients"
    ),
    (
        "exploding_gradients",
        ON_TABLE,
        TABLE,
        "measurement 'exploding_gradients' needs images, but 'two-classes' has rows; write an image dataset",
    ),
    *(
        (
            search,
            {"model": "softmax_regression"},
            DIGITS,
            f"measurement '{search}' varies dropout, but model 'softmax_regression' has none; "
            "write another model (deep_mlp, gru, lstm, mlp, rnn, transformer)",
        )
        for search in SEARCHES
    ),
    *(
        (
            search,
            {"model": {"mlp": {"normalization": "batch"}}},
            DIGITS,
            f"measurement '{search}' varies the batch size, which may leave a last batch of one image, and "
            "mlp.normalization: batch cannot normalize it; write none or layer",
        )
        for search in SEARCHES
    ),
    *(
        (
            {"grid_search": {"n_trials": trials}},
            {},
            DIGITS,
            f"grid_search.n_trials: {trials} is not a fourth power, as a grid with equally many values of four "
            f"settings requires; write {allowed}",
        )
        for trials, allowed in [(20, "16 or 81"), (100, "81 or 256"), (27, "16 or 81"), (2, "1 or 16")]
    ),
    *(
        ({"k_fold_against_one_split": settings}, {}, DIGITS, f"k_fold_against_one_split.{problem}")
        for settings, problem in [
            ({"images": 500}, "images: 500 is more than the study's 200 training images; write a smaller value"),
            ({"n_splits": 1}, "n_splits: 1 is not between 2 and the number of images (200); write 5"),
            ({"n_splits": 30, "images": 20}, "n_splits: 30 is not between 2 and the number of images (20); write 5"),
        ]
    ),
    *(
        (
            {"k_fold_against_one_split": {"images": images, "n_splits": folds}},
            {"model": {"mlp": {"normalization": "batch"}}},
            DIGITS,
            "mlp.normalization: batch cannot normalize the last batch, which has one image with 33 training images and "
            "k_fold_against_one_split.batch_size 32; write another k_fold_against_one_split.batch_size",
        )
        for images, folds in [
            (33, 3),
            (41, 5),
            (44, 4),
        ]  # trained on all images, without a smaller fold, without any fold
    ),
]


@pytest.mark.parametrize(
    ("measurement", "fixed", "dataset", "problem"),
    NOT_MEASURED,
    ids=[f"{each[0]}: {each[3][:40]}" for each in NOT_MEASURED],
)
def test_incompatible_measurement_is_rejected(
    plan_of: PlanOf,
    values: dict[str, Any],
    measurement: object,
    fixed: dict[str, Any],
    dataset: ResolvedDataset,
    problem: str,
) -> None:
    values["studies"] = {"rates": {"fixed": fixed, "measurements": [measurement]}}

    with pytest.raises(UserError) as error:
        plan_of(values, digits=dataset)

    assert str(error.value) == f"params.yaml: studies.rates: {problem}"
