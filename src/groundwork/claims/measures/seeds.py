"""Metrics that set the seeds of one variant against each other."""

from groundwork.claims.measured import Measured
from groundwork.claims.sides import VariantSide


def distance_between_seeds_points(side: VariantSide) -> Measured:
    """Return how far apart the test accuracies of two seeds lie, in points; no seed is in two pairs.

    A pair goes by its first seed; seeds are paired in order, and a last one without a partner is left out.
    """
    side.only_record()
    accuracies = dict(zip(side.runs["seed"].astype(int), side.runs["test_accuracy_percent"], strict=True))
    pairs = [pair for pair in _pairs(sorted(accuracies)) if len(pair) == 2]
    return Measured({first: abs(float(accuracies[first] - accuracies[second])) for first, second in pairs})


def _pairs(seeds: list[int]) -> list[tuple[int, ...]]:
    return [tuple(seeds[place : place + 2]) for place in range(0, len(seeds), 2)]
