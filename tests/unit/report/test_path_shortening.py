"""Path data in fewer characters, of the same shape."""

import pytest

from groundwork.report.path_shortening import relative_path


@pytest.mark.parametrize(
    ("data", "shorter"),
    [
        ("M44 235L470 235", "m44 235h426"),
        ("M58.5 161L58.5 263.1L157.8 319.8L58.5 161z", "m58.5 161v102.1l99.3 56.7-99.3-158.8z"),
        ("M0 1.4C0.4 1.4 0.7 1.3 1 1C1.3 0.7 1.4 0.4 1.4 0z", "m0 1.4c.4 0 .7-.1 1-.4 .3-.3 .4-.6 .4-1z"),
        ("M10 10L20 10L35 10", "m10 10h10 15"),
        ("M10 10Q20 10 20 20Q20 30 10 30", "m10 10q10 0 10 10 0 10-10 10"),
    ],
)
def test_points_are_relative_to_the_segment_before(data: str, shorter: str) -> None:
    assert relative_path(data) == shorter


def test_a_second_part_begins_from_where_the_first_one_was_closed() -> None:
    """A closed part ends at its first point, not at its last."""
    assert relative_path("M10 10L20 20L30 20zM10 30L20 40L30 40z") == "m10 10l10 10h10zm0 20l10 10h10z"


def test_no_error_adds_up_along_a_path() -> None:
    """A thousand steps of a tenth end where their absolute points end."""
    points = "L".join(f"{place / 10:g} {place % 2 / 10:g}" for place in range(1000))
    numbers = relative_path(f"M{points}").replace("-", " -").removeprefix("m0 0l").split()
    assert sum(float(number) for number in numbers[::2]) == pytest.approx(99.9)


@pytest.mark.parametrize("data", ["M10 10A2 2 0 0 1 30 30", "M10.25 20L30 20L40 20", "m10 10h10", "M0 0", ""])
def test_other_data_stays(data: str) -> None:
    assert relative_path(data) == data
