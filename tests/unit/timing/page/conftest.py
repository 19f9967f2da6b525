"""Laps of a race between two animals, and the parameters of a run that asks for it."""

from pathlib import Path

import pytest

from groundwork.records.costs import Timing
from groundwork.timing.laps import Laps, Machine

ROOT = Path(__file__).parents[4]


@pytest.fixture
def laps() -> Laps:
    """Twelve rounds in which Adam and AdamW take about twice as long as SGD, and momentum as long as SGD."""
    shakes = [1 + 0.01 * (number % 3 - 1) for number in range(12)]
    return Laps(
        timing="optimizer_steps",
        title="The step",
        explanation="Nothing but the step.",
        machine=Machine(processor="A processor", cores=2, system="Linux", python="3.11.7", torch="2.9", load=1.5),
        seconds={
            "SGD": [0.001] * 12,
            "momentum": [0.001 * shake for shake in shakes],
            "AdamW": [0.002] * 12,
            "Adam": [0.002 * shake for shake in shakes],
        },
    )


@pytest.fixture
def costs() -> dict[str, Timing]:
    """What three records cost; the second trained nothing."""
    return {
        "a": Timing("a", "cpu", 2.0, 1000.0, 300_000_000),
        "b": Timing("b", "cpu", 0.5, 0.0, 200_000_000),
        "c": Timing("c", "cuda:0", 4.0, 4000.0, 100_000_000),
    }
