"""The whole page of timings, and this repository's claims."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest

from groundwork.components.catalog import load_function
from groundwork.config.catalog import TIMING, entries
from groundwork.planning.plan import Plan
from groundwork.records.costs import Timing, add_timing
from groundwork.timing.laps import Laps, write_laps
from groundwork.timing.page.claims import read_timing_claims
from groundwork.timing.page.page import write_timings_page

ROOT = Path(__file__).parents[4]
CLAIMS = ROOT / "report" / "content" / "timing_claims.yaml"


@pytest.fixture
def root(tmp_path: Path, costs: dict[str, Timing]) -> Path:
    """A project with this repository's prose and what a few records cost."""
    (tmp_path / "report").symlink_to(ROOT / "report")
    for cost in costs.values():
        add_timing(tmp_path, cost)
    return tmp_path


@pytest.fixture
def plan(values: dict[str, Any], plan_of: Callable[..., Plan]) -> Plan:
    values["studies"]["rates"]["timings"] = ["optimizer_steps"]
    values["budgets"]["small & honest"] = values["budgets"][values["budget"]]
    values["budget"] = "small & honest"
    return plan_of(values)


def test_the_page_is_one_valid_document_that_needs_no_network(root: Path, plan: Plan, laps: Laps) -> None:
    cost = Timing(plan.studies["rates"].records[0], "cpu", 7.5, 1234.0, 5_000_000)
    add_timing(root, cost)
    write_laps(root, laps)

    (path,) = write_timings_page(root, root, plan)

    assert path == root / "results" / "timings.html"
    page = path.read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(page)
    assert re.findall(r'(?:src|href)="(?!#|report\.html")[^"]*"', page) == []
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors
    assert {"optimizer-steps", "claims", "timings", "costs"} <= anchors
    for text in (
        "small &amp; honest",
        "A processor, 2 cores",
        "Adam takes 2.00 times as long as SGD",
        "1 of 4 records",
        cost.record,
    ):
        assert text in page  # fmt: skip
    assert page.count("not evaluated") == len(read_timing_claims(CLAIMS)) - 3
    assert not list(path.parent.glob(".timings.html.*"))


def test_a_run_without_timings_has_a_page_too(root: Path, values: dict[str, Any], plan_of: Callable[..., Plan]) -> None:
    (path,) = write_timings_page(root, root, plan_of(values))

    page = path.read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(page)
    assert "No study of <code>params.yaml</code> asks for a timing." in page
    assert "0 of 4 records" in page


def test_every_claim_about_time_names_cases_that_exist_and_every_timing_has_one() -> None:
    claims = read_timing_claims(CLAIMS)
    cases = {timing: set(load_function(TIMING, timing)()) for timing in entries(TIMING)}

    assert {claim.timing for claim in claims} == set(cases)
    assert [claim.id for claim in claims if not {claim.left, claim.right} <= cases[claim.timing]] == []
    assert [claim.id for claim in claims if claim.left == claim.right] == []
