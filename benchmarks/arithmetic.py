"""Laps and repeated measurements turned into rates, summaries and ratios."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Lap:
    """One epoch in one process: images trained on, mean loss in nats, and both ends in seconds of a shared clock."""

    images: int
    loss: float
    start: float
    end: float


@dataclass(frozen=True)
class Summary:
    """Repeated measurements of one thing, and their median and extremes."""

    median: float
    lowest: float
    highest: float
    values: tuple[float, ...]


def summary(values: Sequence[float], digits: int) -> Summary:
    """Return the summary of at least one measurement, rounded to this many decimals."""
    return Summary(
        median=round(statistics.median(values), digits),
        lowest=round(min(values), digits),
        highest=round(max(values), digits),
        values=tuple(round(value, digits) for value in values),
    )


def images_per_second(laps: Sequence[Lap]) -> float:
    """Return the joint rate of laps run at once: all images over the time from the first start to the last end."""
    return sum(lap.images for lap in laps) / (max(lap.end for lap in laps) - min(lap.start for lap in laps))


def ratios(numerators: Sequence[float], denominators: Sequence[float]) -> list[float]:
    """Return each round's ratio: a round's measurements lie close in time, so what slows one slows the other."""
    return [above / below for above, below in zip(numerators, denominators, strict=True)]
