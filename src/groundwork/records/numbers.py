"""Rounds numbers for records."""

import math


def rounded(value: float) -> float:
    """Return a number rounded to seven significant digits, the precision of 32-bit floats."""
    return float(f"{value:.7g}")


def finite(value: float) -> float | None:
    """Return a rounded number, or None for NaN and infinity, which JSON cannot represent."""
    return rounded(value) if math.isfinite(value) else None
