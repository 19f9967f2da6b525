"""Runs cases interleaved, round by round, so that a temporary slowdown of the machine affects all of them."""

import gc
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

Case = Callable[[], None]
Clock = Callable[[], float]

ROUNDS = 11
LAP_SECONDS = 0.01


def seconds_by_round(
    cases: Mapping[str, Case], rounds: int = ROUNDS, clock: Clock = time.perf_counter
) -> dict[str, list[float]]:
    """Return the seconds per run of each case in each round.

    A lap repeats a case for at least ten milliseconds. Each case runs twice before the first round as a warm-up; the
    order of the cases rotates from round to round.
    """
    repeats = {name: _repeats(case, clock) for name, case in cases.items()}
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    with _garbage_collection_disabled():
        for number in range(rounds):
            for name in _from(number, list(cases)):
                seconds[name].append(_lap(cases[name], repeats[name], clock))
    return seconds


def _repeats(case: Case, clock: Clock) -> int:
    for _ in range(2):
        case()
    return max(1, math.ceil(LAP_SECONDS / max(_lap(case, 1, clock), 1e-9)))


def _lap(case: Case, repeats: int, clock: Clock) -> float:
    start = clock()
    for _ in range(repeats):
        case()
    return (clock() - start) / repeats


def _from(number: int, names: list[str]) -> list[str]:
    first = number % len(names)
    return names[first:] + names[:first]


@contextmanager
def _garbage_collection_disabled() -> Iterator[None]:
    """Disable the garbage collector while timing."""
    was_enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
