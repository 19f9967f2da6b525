"""The identity of a claim changes with its sentence, with what judges it, and with nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from groundwork.claims.identity import identities
from groundwork.claims.schema import Claims
from groundwork.planning.plan import Plan

COMPARISON = {
    **{"id": "lower", "study": "rates", "sentence": "A lower rate is better.", "source": "textbook"},
    **{"protocol": "two rates", "metric": "test_accuracy_percent", "expect": "greater", "scale": "difference"},
    **{"left": {"learning_rate": 0.01}, "right": {"learning_rate": 0.1}, "matters": 0.5},
}
EXACT = {"id": "scales", "study": "rates", "sentence": "It scales.", "source": "mathematics"}


@pytest.fixture
def named(values: dict[str, Any], plan_of: Callable[..., Plan]) -> Callable[..., dict[str, str]]:
    """Return the identities of a comparison and an exact claim, with changes of the comparison."""
    values["budgets"]["full"] = {**values["budgets"]["small"], "epochs": 3}

    def of(**changes: Any) -> dict[str, str]:
        claims = ({**COMPARISON, **changes}, {**EXACT, "check": "rate_scales_the_step"})
        return identities(Claims.model_validate({"claims": claims}), plan_of(values).params)

    return of


def test_identity_changes_with_the_claim(named: Callable[..., dict[str, str]]) -> None:
    before, after = named(), named(matters=1.0)

    assert before["lower"] != after["lower"]
    assert before["scales"] == after["scales"]


def test_identity_changes_with_the_runs_of_the_largest_budget(
    named: Callable[..., dict[str, str]], values: dict[str, Any]
) -> None:
    before = named()
    values["budgets"]["small"]["epochs"] = 1
    assert named() == before

    values["budgets"]["full"]["epochs"] = 4
    after = named()
    assert after["lower"] != before["lower"]
    assert after["scales"] == before["scales"]


def test_identity_changes_with_the_study_of_a_side(
    named: Callable[..., dict[str, str]], values: dict[str, Any]
) -> None:
    values["studies"]["other"] = {"vary": {"learning_rate": [0.1, 0.2]}}
    side = {"study": "other", "learning_rate": 0.1}
    before = named(right=side), named()

    values["studies"]["other"]["vary"]["learning_rate"] = [0.1, 0.3]

    assert named(right=side)["lower"] != before[0]["lower"]
    assert named() == before[1]
