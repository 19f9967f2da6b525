"""The identity of a study changes with its runs, and with nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from groundwork.planning.plan import Plan
from groundwork.planning.study_identity import study_identity


@pytest.fixture
def identity(values: dict[str, Any], plan_of: Callable[..., Plan]) -> Callable[..., str]:
    """Return the identity of the study `rates` under the budget `small`, after changes of params.yaml's values."""

    def of(**study: Any) -> str:
        values["studies"]["rates"] |= study
        return study_identity(plan_of(values).params, "rates", "small")

    return of


def test_identity_does_not_depend_on_the_present_budget(values: dict[str, Any], plan_of: Callable[..., Plan]) -> None:
    small = study_identity(plan_of(values).params, "rates", "small")
    values["budgets"]["other"] = {**values["budgets"]["small"], "epochs": 3}
    values["budget"] = "other"
    params = plan_of(values).params

    assert study_identity(params, "rates", "small") == small
    assert study_identity(params, "rates", "other") != small


@pytest.mark.parametrize(
    "change",
    [
        {"vary": {"learning_rate": [0.1, 0.02]}},
        {"fixed": {"batch_size": 25}},
        {"checks": ["rate_scales_the_step"]},
        {"measurements": ["linear_probes"]},
    ],
)
def test_identity_changes_with_what_is_run(identity: Callable[..., str], change: dict[str, Any]) -> None:
    assert identity() != identity(**change)


def test_identity_does_not_change_with_figures(identity: Callable[..., str]) -> None:
    assert identity() == identity(figures=["loss_curves"])


def test_identity_of_what_is_not_there_is_empty(values: dict[str, Any], plan_of: Callable[..., Plan]) -> None:
    params = plan_of(values).params
    assert study_identity(params, "none", "small") == ""
    assert study_identity(params, "rates", "full") == ""
