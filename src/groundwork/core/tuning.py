"""The choice of a learning rate by the tuning seeds, which a training job and the tables make alike."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

MIN_TUNING_SEEDS = 2  # one seed may prefer a rate by chance: neighboring rates differ by less than two seeds do
LATE_SHARE = 0.25
DIGITS = 7  # a table has seven significant digits, and the choice made from it must be the same

Point = tuple[float, float | None]  # step, value; None if it is not finite


def late_mean(curve: Iterable[Point], end: float, diverged_at: int | None, diverged: float) -> float:
    """Return the mean of the values in the last quarter of the steps up to `end`, which varies less than the last one.

    `curve` must have a point at `end`. Returns `diverged` for a run that diverged by then.
    """
    late = [value for step, value in curve if (1 - LATE_SHARE) * end <= step <= end]
    known = [value for value in late if value is not None]
    if len(known) < len(late) or (diverged_at is not None and diverged_at < end):
        return diverged
    return float(f"{statistics.fmean(known):.{DIGITS}g}")


def chosen_rate(scores: Mapping[float, Sequence[float]], better: Literal["higher", "lower"]) -> float | None:
    """Return the learning rate with the best mean score over its tuning seeds; ties go to the lower rate.

    None if no rate has at least two tuning seeds.
    """
    sign = 1 if better == "lower" else -1
    means = {rate: sign * statistics.fmean(each) for rate, each in scores.items() if len(each) >= MIN_TUNING_SEEDS}
    return min(sorted(means), key=lambda rate: means[rate], default=None)
