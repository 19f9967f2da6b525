"""The README's numbers come only from a standard run and the benchmarks."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.snapshot import (
    CLAIM_FIELDS,
    FALLBACK_BANNER,
    QUOTED,
    STANDARD,
    figures_block,
    params_digest,
    take_snapshot,
    with_block,
)
from groundwork.core.errors import UserError

MEASURED = {
    "machine": {"processor": "Abacus", "cores": 2, "system": "Linux", "python": "3.11.7", "torch": "2.15.0"},
    "engines": {"ratio": {"median": 7.9}, "against": "tutorial loop"},
    "whole_run": {"budget": "standard", "orchestration_share": 0.104, "wall_seconds": 870.0},
}
ROW = {
    "sentence": "A beats B.",
    "protocol": "one rate",
    "verdict": "supported",
    "effect": "1.772",
    "effect_unit": "points",
    "low": "0.562",
    "high": "2.98",
    "n": "5.0",
}


def plant(
    root: Path, report: str = STANDARD, claims: tuple[str, ...] = QUOTED, measured: dict[str, Any] = MEASURED
) -> Path:
    """Write a project's folder with what a snapshot is taken from."""
    for folder in ("results", "benchmarks"):
        (root / folder).mkdir()
    (root / "params.yaml").write_text("budget: standard\n", encoding="utf-8")
    (root / "results" / "report.html").write_text(report, encoding="utf-8")
    (root / "benchmarks" / "results.json").write_text(json.dumps(measured), encoding="utf-8")
    with (root / "results" / "verdicts.csv").open("w", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["claim", *CLAIM_FIELDS])
        writer.writeheader()
        writer.writerows({"claim": claim, **ROW} for claim in claims)
    return root


def test_a_snapshot_is_what_the_run_and_the_benchmarks_say(tmp_path: Path) -> None:
    snapshot = take_snapshot(plant(tmp_path))

    assert snapshot["verdicts"] == {"supported": len(QUOTED)}
    assert snapshot["claims"]["cnn_beats_mlp"] == ROW
    assert snapshot["params"] == params_digest(tmp_path)
    text = figures_block(snapshot)
    assert f"Verdicts of the `standard` run on {len(QUOTED)} claims: {len(QUOTED)} supported." in text
    assert "| A beats B. | one rate | supported | 1.77 points (0.56 to 2.98), n = 5 |" in text
    assert "On 2 cores (Abacus, torch 2.15.0) it takes 14.5 minutes" in text
    assert "Apart from the timings, 10 % of the core time is not training." in text
    assert "7.9 times as many images per second" in text


@pytest.mark.parametrize(
    ("planted", "message"),
    [
        (
            {"report": "Made with the budget <code>quick</code>"},
            "results: not a `standard` run on the real data; run `make report` first",
        ),
        (
            {"report": f"{FALLBACK_BANNER} role=note>{STANDARD}"},
            "results: not a `standard` run on the real data; run `make report` first",
        ),
        (
            {"claims": QUOTED[1:]},
            "results/verdicts.csv: no claim 'cnn_beats_mlp'; name another in snapshot.py",
        ),
        (
            {"measured": MEASURED | {"whole_run": {"budget": "quick"}}},
            "results.json: budget 'quick', engines there; "
            "run `python benchmarks/run.py --json` with the budget standard and at least one round",
        ),
        (
            {"measured": {"machine": {}}},
            "results.json: budget None, engines missing; "
            "run `python benchmarks/run.py --json` with the budget standard and at least one round",
        ),
    ],
)
def test_other_runs_are_rejected(tmp_path: Path, planted: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError) as caught:
        take_snapshot(plant(tmp_path, **planted))

    assert str(caught.value) == message


def test_readme_without_markers_is_rejected() -> None:
    with pytest.raises(UserError) as caught:
        with_block("# Readme\n", "new\n")

    assert str(caught.value) == (
        "README.md: no place for the figures; write `<!-- figures: -->` and `<!-- end of figures -->`"
    )
