"""Numbers as records keep them."""

import math


def rounded(value: float) -> float:
    """Return a number with seven significant digits, all that 32-bit arithmetic has."""
    return float(f"{value:.7g}")


def finite(value: float) -> float | None:
    """Return a rounded number, or nothing where it is infinite or not a number: JSON has no word for those."""
    return rounded(value) if math.isfinite(value) else None
