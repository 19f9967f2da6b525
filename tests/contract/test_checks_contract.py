"""Every exact check holds with torch as it is, and fails as soon as what it claims is not so."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from groundwork import checks
from groundwork.config.catalog import CHECK, entries
from groundwork.plan import CheckSpec
from groundwork.training.checking import run_check


class SquaredRate(torch.optim.SGD):
    """Gradient descent whose steps grow as the square of the rate."""

    def __init__(self, weights: Any, lr: float, **settings: Any) -> None:
        super().__init__(weights, lr=lr**2, **settings)


class ThreeNumbers(torch.optim.Adam):
    """Adam that keeps the largest square too."""

    def __init__(self, weights: Any, **settings: Any) -> None:
        super().__init__(weights, amsgrad=True, **settings)


class NoDecay(torch.optim.SGD):
    """Gradient descent that forgets its penalty."""

    def __init__(self, weights: Any, lr: float, **_settings: Any) -> None:
        super().__init__(weights, lr=lr)


class LargeEpsilon(torch.optim.Adam):
    """Adam with another smallest divisor."""

    def __init__(self, weights: Any, lr: float) -> None:
        super().__init__(weights, lr=lr, eps=1e-4)


SABOTAGE: dict[str, tuple[str, type[torch.optim.Optimizer]]] = {
    "rate_scales_the_step": ("SGD", SquaredRate),
    "adam_state_bytes": ("Adam", ThreeNumbers),
    "l2_equals_decoupled_decay_for_sgd_only": ("SGD", NoDecay),
    "adam_is_rmsprop_with_momentum": ("Adam", LargeEpsilon),
}


def test_every_check_is_sabotaged_here() -> None:
    assert set(SABOTAGE) == set(entries(CHECK))


@pytest.mark.parametrize("name", entries(CHECK))
def test_a_check_holds_and_says_the_same_each_time(name: str) -> None:
    first = run_check(CheckSpec(check=name))
    torch.manual_seed(1)

    assert first.holds
    assert first.measured
    assert run_check(CheckSpec(check=name)) == first


@pytest.mark.parametrize("name", SABOTAGE)
def test_a_check_fails_where_its_claim_is_made_false(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target, wrong = SABOTAGE[name]
    monkeypatch.setattr(torch.optim, target, wrong)

    assert not run_check(CheckSpec(check=name)).holds


def test_l2_must_differ_from_decoupled_decay_for_adam(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.optim, "AdamW", torch.optim.Adam)

    assert not run_check(CheckSpec(check="l2_equals_decoupled_decay_for_sgd_only")).holds


def measured(name: str) -> dict[str, float]:
    function: Callable[[], Any] = getattr(checks, name)
    return dict(function().measured)


def test_the_numbers_that_the_checks_show_are_the_ones_expected() -> None:
    assert list(measured("adam_state_bytes").values()) == [0, 1, 1, 2, 2]
    direction, ratio, adam = measured("rate_scales_the_step").values()
    assert direction == pytest.approx(1, abs=1e-10)
    assert ratio == pytest.approx(100, abs=1e-8)
    assert adam < 0.99
    sgd_difference, adam_difference = measured("l2_equals_decoupled_decay_for_sgd_only").values()
    assert sgd_difference < 1e-10
    assert adam_difference > 0.01
    corrected, uncorrected = measured("adam_is_rmsprop_with_momentum").values()
    assert corrected < 1e-10
    assert uncorrected > 0.01
