"""The template values of the page of timings."""

import re
from pathlib import Path

import pytest

from groundwork.claims.deciding import decide
from groundwork.core.errors import UserError
from groundwork.core.formatting import DASH, TIMES
from groundwork.records.costs import Timing, add_timing
from groundwork.timing.laps import Laps
from groundwork.timing.page.claims import TimingClaim
from groundwork.timing.page.costs import read_costs, study_cost
from groundwork.timing.page.drawing import draw_ratios, ticks
from groundwork.timing.page.judging import Ratio, judged
from groundwork.timing.page.views import duration, view_claim, view_record, view_study, view_timing

CLAIM = TimingClaim(
    id="adam",
    timing="optimizer_steps",
    sentence="Adam costs more.",
    left="Adam",
    right="SGD",
    expect="greater",
    matters=1.5,
)
HEADER = "record,device,seconds,images_per_second,peak_memory_bytes"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 µs"),
        (2.5e-7, "0.25 µs"),
        (1.2345e-4, "123 µs"),
        (0.0123456, "12.3 ms"),
        (1, "1 s"),
        (1234.5, "1,234 s"),
    ],
)
def test_a_time_has_three_digits_and_a_unit_that_suits_it(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_timing_shows_each_case_against_the_first(laps: Laps) -> None:
    view = view_timing(laps, 0.95)

    assert (view.anchor, view.title, view.first, view.rounds, view.load) == (
        "optimizer-steps",
        "The step",
        "SGD",
        12,
        1.5,
    )
    sgd, momentum, _, adam = view.cases
    assert (sgd.median, sgd.fastest, sgd.ratio, sgd.interval) == ("1 ms", "1 ms", "1", "")
    assert (adam.median, adam.fastest, adam.ratio, adam.interval) == ("2 ms", "1.98 ms", "2.00 times", "1.99 to 2.01")
    assert momentum.ratio == "1.00 times"


def test_a_claim_shows_its_verdict_and_what_it_rests_on(laps: Laps) -> None:
    ((claim, decision),) = judged([CLAIM], {"optimizer_steps": laps}, 0.95)
    view = view_claim(claim, decision)

    assert (view.verdict, view.css_class, view.icon) == ("supported", "supported", "✓")
    assert view.claimed == "Adam takes more time than SGD, by a factor of at least 1.5"
    assert view.evidence == "Adam takes 2.00 times as long as SGD, corrected interval 1.99 to 2.01"


def test_a_claim_without_its_timing_says_so() -> None:
    view = view_claim(CLAIM.model_copy(update={"expect": "less", "matters": 1.0}), None)

    assert (view.verdict, view.css_class) == ("not evaluated", "not-evaluated")
    assert view.claimed == "Adam takes less time than SGD"
    assert view.evidence == "no study of params.yaml asks for this timing"
    assert decide([], 0.95) == []


def test_costs_are_read_as_they_were_written(tmp_path: Path, costs: dict[str, Timing]) -> None:
    assert read_costs(tmp_path) == {}
    for cost in costs.values():
        add_timing(tmp_path, cost)

    assert read_costs(tmp_path) == costs


@pytest.mark.parametrize("content", ["record,device\na,cpu\n", f"{HEADER}\na,cpu,x,1,1\n"])
def test_invalid_cost_table_is_rejected(tmp_path: Path, content: str) -> None:
    path = tmp_path / "results" / "timings.csv"
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")

    with pytest.raises(UserError, match=re.escape(f"{path}: not a table of costs; delete it and run again")):
        read_costs(tmp_path)


def test_a_study_s_cost_is_that_of_its_records(costs: dict[str, Timing]) -> None:
    view = view_study(study_cost("learning_rate", ["a", "b", "c", "not here"], costs))

    assert (view.name, view.made, view.seconds) == ("learning rate", "3 of 4 records", "6.5 s")
    assert (view.images_per_second, view.memory) == ("2,500", "300 MB")


def test_what_is_not_known_is_a_dash(costs: dict[str, Timing]) -> None:
    view = view_study(study_cost("learning_rate", ["not here"], costs))

    assert (view.made, view.seconds, view.images_per_second, view.memory) == ("0 of 1 record", *[DASH] * 3)
    assert view_record(costs["b"]).images_per_second == DASH


def test_a_record_s_cost(costs: dict[str, Timing]) -> None:
    view = view_record(costs["c"])

    assert (view.name, view.made, view.seconds, view.images_per_second, view.memory) == (
        "c", "cuda:0", "4 s", "4,000", "100 MB",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [(0.9, 1.1, [1]), (0.5, 4.1, [0.5, 1, 2, 4]), (0.3, 0.9, [0.5]), (1, 300, [1, 4, 16, 64, 256])],
)
def test_ticks_are_powers_of_two(low: float, high: float, found: list[float]) -> None:
    assert ticks(low, high) == found


def test_the_drawing_has_a_row_for_each_case_inside_its_frame() -> None:
    cases = [("a & b", Ratio(1, 1, 1)), ("c", Ratio(8, 4, 16)), ("d", Ratio(0.5, 0.4, 0.6))]
    svg = str(draw_ratios(cases))

    assert svg.count("<circle") == svg.count('class="interval"') == 3
    assert "a &amp; b" in svg
    places = [float(each) for each in re.findall(r'x[12]?="([\d.]+)"', svg)]
    assert 0 <= min(places) <= max(places) <= 560
    one, eight = (float(re.findall(r'<circle cx="([\d.]+)"', svg)[index]) for index in (0, 1))
    (line,) = re.findall(r'<line class="one" x1="([\d.]+)"', svg)
    assert float(line) == one < eight


def test_a_drawing_of_nothing_but_equals_has_an_axis() -> None:
    svg = str(draw_ratios([("a", Ratio(1, 1, 1)), ("b", Ratio(1, 1, 1))]))

    assert re.findall(r'<circle cx="([\d.]+)"', svg) == ["355.0", "355.0"]
    assert re.findall(r"<text[^>]*middle[^>]*>([^<]*)", svg) == [f"{TIMES}{each}" for each in ("0.5", "1", "2")]
