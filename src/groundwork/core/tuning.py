"""The choice of a learning rate by the tuning seeds, which a training job and the tables make alike."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

LATE_SHARE = 0.25  # of the steps
DIGITS = 7  # a table has seven significant digits, and the choice made from it must be the same

Candidate = TypeVar("Candidate", float, tuple[float, str])


def late_mean(curve: Iterable[tuple[int, float]], end: int) -> float:
    """Return the mean of the values in the last quarter of the steps up to `end`, at which the curve has a point.

    It varies less than the last value alone.
    """
    late = [value for step, value in curve if (1 - LATE_SHARE) * end <= step <= end]
    return float(f"{statistics.fmean(late):.{DIGITS}g}")


def choose(scores: Mapping[Candidate, Sequence[float]], *, lower_is_better: bool) -> Candidate | None:
    """Return the learning rate with the best mean score over its tuning seeds; ties go to the lower rate.

    A rate may be followed by the name of its record. None if there is no rate.
    """
    sign = 1 if lower_is_better else -1
    means = {each: sign * statistics.fmean(own) for each, own in scores.items()}
    return min(sorted(means), key=lambda each: means[each], default=None)
