"""Computes rates, summaries and ratios from repeated measurements."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Lap:
    """One epoch in one process: number of images, mean loss in nats, start and end on a shared clock in seconds."""

    images: int
    loss: float
    start: float
    end: float


@dataclass(frozen=True)
class Summary:
    """Repeated measurements of one quantity, with median, minimum and maximum."""

    median: float
    lowest: float
    highest: float
    values: tuple[float, ...]


@dataclass(frozen=True)
class Timed:
    """One kind of work, over the rounds: milliseconds per step and seed, and the ratio to a whole step of one seed."""

    work: str
    milliseconds: Summary
    ratio: Summary


def summary(values: Sequence[float], digits: int) -> Summary:
    """Return the summary of at least one measurement, rounded to this many decimals."""
    return Summary(
        median=round(statistics.median(values), digits),
        lowest=round(min(values), digits),
        highest=round(max(values), digits),
        values=tuple(round(value, digits) for value in values),
    )


def images_per_second(laps: Sequence[Lap]) -> float:
    """Return the total rate of concurrent laps: all images divided by the time from first start to last end."""
    return sum(lap.images for lap in laps) / (max(lap.end for lap in laps) - min(lap.start for lap in laps))


def ratios(numerators: Sequence[float], denominators: Sequence[float]) -> list[float]:
    """Return the ratio per round: measurements of one round are close in time, so disturbances affect both."""
    return [above / below for above, below in zip(numerators, denominators, strict=True)]
