"""Numbers as people read them: rounded by their unit, with a true minus sign and their unit.

A power of ten is as in params.yaml, `1e-5`.
"""

import math

from groundwork.core.metrics import DECIMALS

NBSP = "\N{NO-BREAK SPACE}"
MINUS, DASH, TIMES = "\N{MINUS SIGN}", "\N{EN DASH}", "\N{MULTIPLICATION SIGN}"
GROUPED_FROM = 10_000
WHOLE_BELOW = 1e7  # the tables keep seven digits: what is larger may have lost its last ones
LARGEST_FACTOR = 1000
DIGITS_OF_A_FLOAT = 18


def number(value: float, unit: str, decimals: int) -> str:
    """Return a number without its unit; `decimals` holds for percentages and points, other units have their own."""
    if math.isnan(value):
        return DASH
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    return _text(value, unit, decimals) if _is_plain(value, unit) else _general(value, unit)


def quantity(value: float, unit: str, decimals: int) -> str:
    """Return a number with its unit, as in `88.3 %` or `2.41 times`."""
    return f"{number(value, unit, decimals)} {unit}".strip()


def signed(value: float, unit: str, decimals: int) -> str:
    """Return a difference with its sign and unit; a factor has no sign."""
    plus = "+" if value > 0 and unit != "times" else ""
    return plus + quantity(value, unit, decimals)


def interval(low: float, high: float, unit: str, decimals: int) -> str:
    """Return `0.8 to 1.6`, an open end in words; empty where there is no interval."""
    if math.isnan(low) or math.isnan(high):
        return ""
    if math.isinf(high):
        return "unbounded" if is_open_below(low, unit) else f"at least {number(low, unit, decimals)}"
    if is_open_below(low, unit):
        return f"at most {number(high, unit, decimals)}"
    ends = number(low, unit, decimals), number(high, unit, decimals)
    if ends[0] == ends[1] and low != high:
        ends = _told_apart(low, high)
    return f"{ends[0]} to {ends[1]}"


def is_open_below(low: float, unit: str) -> bool:
    """Return whether an interval has no lower end, which of a factor is 0."""
    return math.isinf(low) or (unit == "times" and low == 0)


def percent(share: float) -> str:
    """Return a share of 1 as a percentage with as many digits as it needs, four at most."""
    return f"{100 * share:.4g} %"


def count(value: int, noun: str) -> str:
    """Return a number of things, the noun in the plural where there is not exactly one."""
    return f"{value:,} {noun}{'' if value == 1 else 's'}"


def words(name: str) -> str:
    """Return a name of the source as words."""
    return name.replace("_", " ")


def _told_apart(low: float, high: float) -> tuple[str, str]:
    """Return two numbers with as many digits as it takes for them to look different."""
    for digits in range(2, DIGITS_OF_A_FLOAT):
        ends = significant(low, digits), significant(high, digits)
        if ends[0] != ends[1]:
            break
    return ends


def _is_plain(value: float, unit: str) -> bool:
    is_wild_factor = unit == "times" and not 1 / LARGEST_FACTOR <= abs(value) <= LARGEST_FACTOR
    return unit in {"%", "points", *DECIMALS} and abs(value) < WHOLE_BELOW and not is_wild_factor


def _text(value: float, unit: str, decimals: int) -> str:
    if unit == "epochs" and value == int(value):
        return str(int(value)).replace("-", MINUS)
    text = f"{value:.{DECIMALS.get(unit, decimals)}f}"
    rounds_to_zero = value != 0 and float(text) == 0
    return significant(value, 1) if rounds_to_zero else text.replace("-", MINUS)


def _general(value: float, unit: str) -> str:
    """Return whole numbers in full, grouped from 10,000 on, others with three digits and short powers of ten.

    What has a unit of its own shows all three: 45.0 beside 55.5.
    """
    if abs(value) < WHOLE_BELOW and value == int(value):
        grouped = f"{int(value):,}"
        return (grouped if abs(value) >= GROUPED_FROM else f"{int(value)}").replace("-", MINUS)
    return significant(value, 3, zeros=unit not in {"", "times"})


def significant(value: float, digits: int, *, zeros: bool = False) -> str:
    """Return a number with so many digits, at its end `zeros` too, and, where it has one, a short power of ten."""
    mantissa, _, exponent = f"{value:{'#' if zeros else ''}.{digits}g}".partition("e")
    mantissa = mantissa.removesuffix(".")
    return mantissa.replace("-", MINUS) + (f"e{int(exponent)}" if exponent else "")
