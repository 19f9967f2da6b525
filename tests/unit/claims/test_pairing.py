"""Pairs of seeds: which are kept, what their difference is, and where a bound opens the interval."""

import math

import pytest

from groundwork.claims.pairing import pair
from groundwork.claims.values import SeedValues


def test_seeds_of_both_sides_are_paired_in_order() -> None:
    found = pair(SeedValues({44: 3.0, 42: 1.0, 43: 2.0}), SeedValues({42: 0.5, 43: 0.5, 44: 0.5}), "difference")
    assert (found.seeds, found.differences) == ([42, 43, 44], [0.5, 1.5, 2.5])
    assert (found.left_out, found.note) == (0, "")


def test_a_ratio_is_a_difference_of_logarithms() -> None:
    found = pair(SeedValues({1: 2.0, 2: 4.0}), SeedValues({1: 1.0, 2: 8.0}), "ratio")
    assert found.differences == pytest.approx([math.log(2), -math.log(2)])


def test_a_seed_without_a_value_on_both_sides_is_left_out_and_counted() -> None:
    found = pair(SeedValues({1: 2.0, 2: math.nan, 3: 1.0}), SeedValues({1: 1.0, 2: 1.0}), "difference")
    assert (found.seeds, found.left_out) == ([1], 2)
    assert found.note == "2 of 3 seeds left out: no value on one of the sides"


def test_zero_has_no_ratio() -> None:
    ratio = pair(SeedValues({1: 0.0}), SeedValues({1: 1.0}), "ratio")
    assert ratio.left_out == 1
    assert ratio.note == "1 of 1 seeds left out: no value above 0, which a ratio needs, on one of the sides"
    assert pair(SeedValues({1: 0.0}), SeedValues({1: 1.0}), "difference").differences == [-1.0]


def test_a_bound_on_the_right_opens_the_interval_below() -> None:
    found = pair(SeedValues({1: 1.0, 2: 1.0}), SeedValues({1: 5.0, 2: 3.0}, frozenset({1})), "difference")
    assert (found.open_below, found.open_above) == (True, False)
    assert found.note == "1 of 2 seeds with a right side that is only a lower bound, so the true value is larger"


def test_a_bound_on_the_left_opens_the_interval_above() -> None:
    found = pair(SeedValues({1: 5.0, 2: 3.0}, frozenset({1})), SeedValues({1: 1.0, 2: 1.0}), "difference")
    assert (found.open_below, found.open_above) == (False, True)


def test_two_bounds_say_nothing() -> None:
    found = pair(
        SeedValues({1: 5.0, 2: 3.0}, frozenset({1})), SeedValues({1: 5.0, 2: 1.0}, frozenset({1})), "difference"
    )
    assert (found.seeds, found.left_out, found.open_below, found.open_above) == ([2], 1, False, False)
    assert found.note.startswith("1 of 2 seeds left out: both sides are only bounds")


def test_only_two_counts_make_a_count() -> None:
    count, sample = SeedValues({1: 2.0, 2: 2.0}, counted=True), SeedValues({1: 1.0, 2: 1.0})
    assert pair(count, count, "ratio").counted
    assert not pair(count, sample, "ratio").counted
    assert not pair(count, SeedValues({1: 1.0, 2: 3.0}, counted=True), "ratio").counted
