"""Cases are interleaved, and laps have a minimum duration."""

import gc

import pytest

from groundwork.timing.stopwatch.shared.rounds import LAP_SECONDS, seconds_by_round


class Clock:
    """A clock that moves only while a case runs."""

    def __init__(self) -> None:
        self.now = 0.0
        self.ran: list[str] = []
        self.collects: list[bool] = []

    def __call__(self) -> float:
        return self.now

    def case(self, name: str, seconds: float) -> None:
        """Run a case of so many seconds."""
        self.now += seconds
        self.ran.append(name)
        self.collects.append(gc.isenabled())


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_each_case_has_its_seconds_round_by_round(clock: Clock) -> None:
    cases = {"hare": lambda: clock.case("hare", 0.25), "tortoise": lambda: clock.case("tortoise", 1.0)}

    assert seconds_by_round(cases, 3, clock) == {"hare": [0.25] * 3, "tortoise": [1.0] * 3}


def test_cases_are_interleaved_with_rotating_order(clock: Clock) -> None:
    cases = {name: (lambda name=name: clock.case(name, 1.0)) for name in "abc"}

    seconds_by_round(cases, 4, clock)

    assert "".join(clock.ran) == "aaabbbccc" + "abc" + "bca" + "cab" + "abc"


def test_short_case_is_repeated_and_averaged(clock: Clock) -> None:
    short = LAP_SECONDS / 3.5
    found = seconds_by_round({"short": lambda: clock.case("short", short)}, 2, clock)

    assert found["short"] == pytest.approx([short, short])
    assert len(clock.ran) == 3 + 2 * 4


def test_garbage_collection_is_disabled_only_during_rounds(clock: Clock) -> None:
    seconds_by_round({"a": lambda: clock.case("a", 1.0)}, 2, clock)

    assert clock.collects == [True, True, True, False, False]
    assert gc.isenabled()
