"""Learning rates match values computed by hand."""

import math

import pytest

from groundwork.components import schedules
from groundwork.components.catalog import load_component
from groundwork.components.schedules import TrainingProgress
from groundwork.config.catalog import SCHEDULE, entries
from groundwork.config.names import Component
from groundwork.training.loop import scheduled_learning_rates

START = TrainingProgress(learning_rate=0.1, step=0, steps=4, epoch=0, epochs=2)
HALF = math.sqrt(0.5)
FOUR_STEPS: dict[str, tuple[dict[str, float], list[float]]] = {
    "constant": ({}, [0.1, 0.1, 0.1, 0.1]),
    "exponential_ramp": ({"start_lr": 1e-3, "end_lr": 1.0}, [0.001, 0.01, 0.1, 1.0]),
    "step_decay": ({"drops": 1, "gamma": 0.5}, [0.1, 0.1, 0.05, 0.05]),
    "exponential_decay": ({"end_factor": 0.0001}, [0.1, 0.01, 0.001, 0.0001]),
    "cosine": ({}, [0.1, 0.05 * (1 + HALF), 0.05, 0.05 * (1 - HALF)]),
    "warmup": ({"warmup_ratio": 0.5}, [0.05, 0.1, 0.1, 0.1]),
    "reduce_on_plateau": ({}, [0.1, 0.1, 0.1, 0.1]),
    "one_cycle": ({"pct_start": 0.75, "div_factor": 2.0, "final_div_factor": 2.0}, [0.05, 0.075, 0.1, 0.025]),
}


def on_plateau(losses: list[float], **settings: float) -> float:
    """Return the learning rate, initially 1, after these validation losses."""
    progress = TrainingProgress(1.0, step=0, steps=100, epoch=len(losses) - 1, epochs=20, validation_losses=losses)
    rate: float = load_component(SCHEDULE, Component(name="reduce_on_plateau", settings=settings))(progress)
    return rate


def test_every_schedule_has_expected_values() -> None:
    assert set(FOUR_STEPS) == set(entries(SCHEDULE))


@pytest.mark.parametrize("name", FOUR_STEPS)
def test_schedule_matches_its_formula(name: str) -> None:
    settings, rates = FOUR_STEPS[name]
    schedule = load_component(SCHEDULE, Component(name=name, settings=settings))

    assert scheduled_learning_rates(schedule, START, 4) == pytest.approx(rates, rel=1e-12)


def test_schedule_continues_across_epochs() -> None:
    ramp = load_component(SCHEDULE, Component(name="exponential_ramp", settings=FOUR_STEPS["exponential_ramp"][0]))
    later = TrainingProgress(learning_rate=0.1, step=2, steps=4, epoch=1, epochs=2)

    two_epochs = scheduled_learning_rates(ramp, START, 2) + scheduled_learning_rates(ramp, later, 2)
    assert two_epochs == scheduled_learning_rates(ramp, START, 4)


def test_ramp_of_one_step_stays_at_start_lr() -> None:
    only = TrainingProgress(learning_rate=0.1, step=0, steps=1, epoch=0, epochs=1)

    assert schedules.exponential_ramp(only, start_lr=1e-3, end_lr=1.0) == 1e-3


def test_ramp_can_decrease() -> None:
    last = TrainingProgress(learning_rate=0.1, step=3, steps=4, epoch=1, epochs=2)

    assert schedules.exponential_ramp(last, start_lr=1.0, end_lr=1e-3) == pytest.approx(1e-3, rel=1e-12)


@pytest.mark.parametrize(
    ("losses", "left"),
    [
        ([], 1.0),
        ([3.0, 2.0, 1.0], 1.0),
        ([1.0, 2.0], 1.0),
        ([1.0, 2.0, 1.0], 0.1),  # a tie with the lowest loss is no improvement
        ([1.0, 2.0, 0.9, 0.95], 1.0),  # a new lowest loss resets the count
        ([1.0, 2.0, 2.0, 2.0], 0.1),  # a drop also resets the count
        ([1.0, 2.0, 2.0, 2.0, 2.0], 0.01),
        ([2.0, math.inf, math.inf], 0.1),
        ([2.0, math.nan, math.nan], 0.1),
        ([math.inf, math.inf], 0.1),
    ],
)
def test_plateau_drops_after_two_epochs_without_improvement(losses: list[float], left: float) -> None:
    assert on_plateau(losses) == pytest.approx(left, rel=1e-12)


@pytest.mark.parametrize(("patience", "left"), [(0.0, 0.125), (0.05, 0.125), (0.15, 0.5), (0.2, 1.0)])
def test_plateau_patience_is_a_fraction_of_epochs_at_least_one(patience: float, left: float) -> None:
    assert on_plateau([1.0, 2.0, 2.0, 2.0], patience=patience, factor=0.5) == left
