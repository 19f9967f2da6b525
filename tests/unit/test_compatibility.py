"""Settings that do not go together are refused, each with its line."""

from collections.abc import Callable
from typing import Any

import pytest

from groundwork.errors import UserError
from groundwork.plan import DatasetInPlay, Plan

PlanOf = Callable[..., Plan]
TABLE = DatasetInPlay(requested="digits", name="digits", digest="d" * 12, train_images=1437, classes=2, is_table=True)
NUMBERS = TABLE.model_copy(update={"classes": 0})
ON_TABLE = {"preprocessing": "standardized_features", "loss": "binary_cross_entropy"}

REFUSED = [
    ({"loss": "mean_squared_error"}, None, "loss 'mean_squared_error' does not fit dataset 'digits' of 10 classes; "),
    ({"loss": "binary_cross_entropy"}, None, "loss 'binary_cross_entropy' needs two classes and 'digits' has 10; "),
    ({"preprocessing": "standardized_features"}, None, "preprocessing 'standardized_features' is for tables and "),
    (ON_TABLE | {"model": "cnn"}, TABLE, "model 'cnn' reads images and 'digits' is a table; name another ("),
    (ON_TABLE | {"preprocessing": "raw"}, TABLE, "preprocessing 'raw' is for images and 'digits' is a table; "),
    (ON_TABLE | {"augmentation": "mirrored"}, TABLE, "augmentation 'mirrored' is for images and 'digits' is a table; "),
    (ON_TABLE, NUMBERS, "loss 'binary_cross_entropy' does not fit dataset 'digits' of 0 classes; write loss: mean_"),
    (
        {"model": {"transformer": {"heads": 3}}},
        None,
        "transformer.heads: 3 does not divide dimension 64; write another",
    ),
    (
        {"model": {"nearest_neighbors": {"neighbors": 101}}, "train_images": 100},
        None,
        "nearest_neighbors.neighbors: 101 is more than the 100 training images; write fewer",
    ),
    (ON_TABLE | {"model": "random_forest"}, NUMBERS, "model 'random_forest' tells classes apart and 'digits' has none"),
]


@pytest.mark.parametrize(("fixed", "dataset", "line"), REFUSED, ids=[each[2][:40] for each in REFUSED])
def test_a_misfit_is_one_line(
    plan_of: PlanOf, values: dict[str, Any], fixed: dict[str, Any], dataset: DatasetInPlay | None, line: str
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


def test_what_fits_is_planned(plan_of: PlanOf, values: dict[str, Any]) -> None:
    values["studies"] = {"rates": {"fixed": ON_TABLE, "variants": [{}, {"model": "random_forest"}]}}

    assert [each.spec.kind for each in plan_of(values, digits=TABLE).studies["rates"].variants] == ["training", "fit"]


def test_a_measurement_starts_from_a_network(plan_of: PlanOf, values: dict[str, Any]) -> None:
    values["studies"] = {"rates": {"fixed": {"model": "random_forest"}, "measurements": ["gradient_noise"]}}

    with pytest.raises(UserError) as error:
        plan_of(values)

    told = "measurements start from a network, not from 'random_forest'; name another model"
    assert str(error.value) == f"params.yaml: studies.rates: {told}"
