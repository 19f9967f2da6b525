"""Tables of the page show n and missing values."""

import math
from dataclasses import replace
from types import SimpleNamespace

from groundwork.core.formatting import DASH, NBSP
from groundwork.report.grids import checks_grid, measurement_grid, summary_grid
from groundwork.report.inputs import Table
from groundwork.report.provenance_page import render_provenance

CHECKED = {"check": "rate_scales_the_step", "record": "check", "holds": "True", "quantity": "", "value": ""}
SUMMARY = {"variant": "adam", "record": "adam-1", "unit": "points", "std": "", "low": "", "high": ""}


def test_mean_over_fewer_seeds_shows_n() -> None:
    """Seven of eight seeds diverged: all have an accuracy, and one has a calibration error."""
    rows = (
        {**SUMMARY, "metric": "calibration_error_points", "n": "1", "mean": "2.164", "diverged": "7"},
        {**SUMMARY, "metric": "test_accuracy_points", "n": "8", "mean": "10", "diverged": "7"},
        {**SUMMARY, "metric": "kept_epoch", "n": "0", "mean": "", "diverged": "7"},
    )
    grid = summary_grid(Table(tuple(rows[0]), rows), 0.95, 1)
    assert grid.rows == (("adam", "8", "7", f"2.2 (n{NBSP}={NBSP}1)", "10.0", DASH),)
    assert "With an n: the mean of only n seeds" in grid.caption


def test_check_without_quantities_has_no_table(samples: SimpleNamespace) -> None:
    table = Table(tuple(CHECKED), (CHECKED,))
    assert checks_grid(table, CHECKED["check"]).rows == ()
    site = samples.site()
    tables = {**site.tables["optimizers"], "checks": table}
    page = render_provenance(replace(site, tables={"optimizers": tables}))
    assert "Exact check: rate scales the step" in page
    assert "What the check measured." not in page


def test_measurement_grid_names_and_missing_values(samples: SimpleNamespace) -> None:
    nothing = {"value": math.nan, "n": None, "low": math.nan, "high": math.nan}
    facts = [
        samples.fact(name="tuning.search.last.best_percent"),
        samples.fact(name="tuning.search.blast.best_percent"),
        samples.fact(name="tuning.search.blast.last.best_percent", note="no seed has a value", **nothing),
    ]
    assert measurement_grid(facts, "tuning", "search (n_trials 8)", 1).rows == (
        ("search (n trials 8)", "best", "5", "85.2 %", "84.9 to 85.6"),
        ("blast", "best", "5", "85.2 %", "84.9 to 85.6"),
        ("blast", "best", DASH, "no seed has a value", DASH),
    )
