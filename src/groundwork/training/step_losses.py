"""How much step losses vary."""

import math
import statistics

from groundwork.records.numbers import finite


def standard_deviation(losses: list[float]) -> float | None:
    """Return the sample standard deviation; None if there are fewer than two losses, or not all are finite."""
    if len(losses) < 2 or not all(map(math.isfinite, losses)):
        return None
    return finite(statistics.stdev(losses))


def residual_standard_deviation(losses: list[float]) -> float | None:
    """Return the standard deviation of consecutive losses around a straight line, which removes continued learning.

    It has n - 2 degrees of freedom; None for fewer than three losses. All must be finite.
    """
    if len(losses) < 3:
        return None
    line = statistics.linear_regression(range(len(losses)), losses)
    squares = [(loss - line.intercept - line.slope * step) ** 2 for step, loss in enumerate(losses)]
    return finite(math.sqrt(math.fsum(squares) / (len(losses) - 2)))
