"""The learning rate at each step, compared with the formula."""

import pytest

from groundwork import schedules
from groundwork.config.catalog import SCHEDULE, entries
from groundwork.config.names import Component
from groundwork.schedules import Moment
from groundwork.training.loop import scheduled_rates
from groundwork.training.run import chosen

START = Moment(learning_rate=0.1, step=0, steps=4, epoch=0, epochs=2)
FIRST_EPOCH = {
    "constant": (Component(name="constant"), [0.1, 0.1, 0.1, 0.1]),
    "exponential_ramp": (
        Component(name="exponential_ramp", settings={"start": 1e-3, "stop": 1.0}),
        [0.001, 0.01, 0.1, 1.0],
    ),
}


def test_every_schedule_is_tried_here() -> None:
    assert set(FIRST_EPOCH) == set(entries(SCHEDULE))


@pytest.mark.parametrize("name", FIRST_EPOCH)
def test_a_schedule_gives_the_rates_of_its_formula(name: str) -> None:
    component, rates = FIRST_EPOCH[name]

    assert scheduled_rates(chosen(schedules, component), START, 4) == pytest.approx(rates, rel=1e-12)


def test_an_epoch_continues_where_the_last_one_ended() -> None:
    ramp = chosen(schedules, FIRST_EPOCH["exponential_ramp"][0])
    later = Moment(learning_rate=0.1, step=2, steps=4, epoch=1, epochs=2)

    assert scheduled_rates(ramp, START, 2) + scheduled_rates(ramp, later, 2) == scheduled_rates(ramp, START, 4)


def test_a_ramp_of_one_step_stays_at_its_start() -> None:
    only = Moment(learning_rate=0.1, step=0, steps=1, epoch=0, epochs=1)

    assert schedules.exponential_ramp(only, start=1e-3, stop=1.0) == 1e-3


def test_a_ramp_may_fall() -> None:
    last = Moment(learning_rate=0.1, step=3, steps=4, epoch=1, epochs=2)

    assert schedules.exponential_ramp(last, start=1.0, stop=1e-3) == pytest.approx(1e-3, rel=1e-12)
