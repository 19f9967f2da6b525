"""Formatting of numbers."""

import math

import pytest

from groundwork.core.formatting import interval, number, percent, quantity, signed


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (85.25, "%", "85.2 %"),
        (-1.26, "points", "\N{MINUS SIGN}1.3 points"),
        (0.04, "points", "0.04 points"),
        (0.0, "points", "0.0 points"),
        (0.12345, "nats", "0.123 nats"),
        (2.345, "times", "2.35 times"),
        (1234567.0, "times", "1,234,567 times"),
        (227659500.0, "times", "2.28e8 times"),
        (56938260.0, "nats", "5.69e7 nats"),
        (44.97, "target units", "45.0 target units"),
        (113.2, "microseconds", "113 microseconds"),
        (1e-5, "", "1e-5"),
        (-4e-5, "", "\N{MINUS SIGN}4e-5"),
        (-4e-5, "%", "\N{MINUS SIGN}4e-5 %"),
        (4e-5, "%", "4e-5 %"),
        (0.00083561, "", "0.000836"),
        (0.001, "", "0.001"),
        (235146.0, "parameters", "235,146 parameters"),
        (2024.0, "runs", "2024 runs"),
        (math.inf, "epochs", "∞ epochs"),
        (10.0, "epochs", "10 epochs"),
        (-3.0, "epochs", "\N{MINUS SIGN}3 epochs"),
        (9.5, "epochs", "9.50 epochs"),
        (math.nan, "%", "\N{EN DASH} %"),
    ],
)
def test_quantity(value: float, unit: str, text: str) -> None:
    assert quantity(value, unit, 1) == text


def test_decimals_hold_for_percentages() -> None:
    assert quantity(85.256, "%", 2) == "85.26 %"
    assert number(85.256, "%", 0) == "85"


def test_sign_of_a_difference_is_shown_and_a_factor_has_none() -> None:
    assert signed(1.2, "points", 1) == "+1.2 points"
    assert signed(1.2, "times", 1) == "1.20 times"


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (0.8, 1.6, "points", "0.8 to 1.6"),
        (-math.inf, 1.6, "points", "at most 1.6"),
        (0.0, 1.6, "times", "at most 1.60"),
        (0.8, math.inf, "points", "at least 0.8"),
        (0.0, math.inf, "times", "unbounded"),
        (math.nan, math.nan, "points", ""),
        (0.9871, 0.9884, "times", "0.987 to 0.988"),
        (-0.03, -0.0299999, "points", "\N{MINUS SIGN}0.03 to \N{MINUS SIGN}0.0299999"),
        (-4.2e-5, -4.1e-5, "%", "\N{MINUS SIGN}4.2e-5 to \N{MINUS SIGN}4.1e-5"),
        (0.5, 0.5, "points", "0.5 to 0.5"),
    ],
)
def test_interval(low: float, high: float, unit: str, text: str) -> None:
    assert interval(low, high, unit, 1) == text


def test_percent_of_a_confidence() -> None:
    assert percent(0.95) == "95 %"
    assert percent(0.9975) == "99.75 %"
