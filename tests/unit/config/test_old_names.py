"""Old names of components and settings are rejected with the new name."""

from collections.abc import Callable
from typing import Any

import pytest

from groundwork.config import catalog
from groundwork.config.catalog import MEASUREMENT, Kind, entries
from groundwork.config.old_names import OLD_COMPONENTS, OLD_SETTINGS
from groundwork.config.schema import Params, Settings
from groundwork.core.errors import UserError

KINDS = {each.noun: each for each in vars(catalog).values() if isinstance(each, Kind)}
# By component name; unique among the kinds whose settings are listed.
KIND_OF = {
    name: kind
    for noun, kind in KINDS.items()
    for name in entries(kind)
    if noun in [*Settings.model_fields, "measurement"]
}


def put(values: dict[str, Any], kind: Kind, component: object) -> str:
    """Put a component into parameters and return its place."""
    if kind is MEASUREMENT:
        values["studies"]["rates"]["measurements"] = [component]
        return "studies.rates.measurements[0]"
    values["defaults"][kind.noun] = component
    return f"defaults.{kind.noun}"


@pytest.mark.parametrize("old", OLD_SETTINGS)
def test_old_setting_error_names_new_setting(
    read: Callable[[object], Params], values: dict[str, Any], old: str
) -> None:
    component, key = old.split(".")
    place = put(values, KIND_OF[component], {component: {key: 0.25}})

    with pytest.raises(UserError) as error:
        read(values)

    assert str(error.value) == f"params.yaml: {place}: {old}: 0.25 is given by an old name; write {OLD_SETTINGS[old]}"
    settings = entries(KIND_OF[component])[component].settings
    assert OLD_SETTINGS[old].partition(",")[0] in settings
    assert key not in settings


@pytest.mark.parametrize("old", OLD_COMPONENTS)
def test_old_component_error_names_new_component(
    read: Callable[[object], Params], values: dict[str, Any], old: str
) -> None:
    noun, name = old.split(" ")
    place = put(values, KINDS[noun], name)

    with pytest.raises(UserError) as error:
        read(values)

    assert str(error.value) == (
        f"params.yaml: {place}: '{name}' is the old name of this {noun}; write {OLD_COMPONENTS[old]}"
    )
    assert OLD_COMPONENTS[old].partition(",")[0] in entries(KINDS[noun])
    assert name not in entries(KINDS[noun])


def test_old_penalty_error_gives_reciprocal(read: Callable[[object], Params], values: dict[str, Any]) -> None:
    values["studies"]["rates"]["vary"] = {"model": [{"logistic_regression": {"penalty": 10.0}}]}

    with pytest.raises(UserError) as error:
        read(values)

    assert str(error.value) == (
        "params.yaml: studies.rates.vary.model: logistic_regression.penalty: 10.0 is given by an old name; "
        "write C, which is 1 / penalty"
    )
