"""The README's figures are those of a run, and its commands exist."""

import json
import re
from pathlib import Path

import pytest

from benchmarks.snapshot import (
    BLOCK,
    QUOTED,
    counts,
    figures_block,
    is_standard_run,
    params_digest,
    read_verdicts,
    with_block,
)

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SNAPSHOT = json.loads((ROOT / "docs" / "snapshot.json").read_text(encoding="utf-8"))


def test_figures_in_the_readme_are_those_of_the_snapshot() -> None:
    found = BLOCK.search(README)
    assert found is not None
    assert found[0] == f"{found[1]}{figures_block(SNAPSHOT)}{found[2]}", "run: python -m benchmarks.snapshot"


def test_ratios_are_those_of_the_benchmarks() -> None:
    measured = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    assert SNAPSHOT["engine_ratio"] == measured["engines"]["ratio"]["median"]
    assert SNAPSHOT["orchestration_share"] == measured["whole_run"]["orchestration_share"]


def test_verdicts_are_those_of_a_standard_run_where_one_lies_here() -> None:
    results = ROOT / "results"
    if not (results / "verdicts.csv").is_file() or not (results / "report.html").is_file():
        pytest.skip("no finished run in results/: `make report` makes one")
    if params_digest(ROOT) != SNAPSHOT["params"]:
        pytest.skip("params.yaml is not the one whose run the README quotes")
    if not is_standard_run((results / "report.html").read_text(encoding="utf-8")):
        pytest.skip("the run in results/ is not the standard one on the real data")
    verdicts = read_verdicts(results)
    assert counts(verdicts) == SNAPSHOT["verdicts"]
    assert {name: verdicts[name]["verdict"] for name in QUOTED} == {
        name: SNAPSHOT["claims"][name]["verdict"] for name in QUOTED
    }


def test_a_block_is_put_in_its_place_and_nowhere_else() -> None:
    text = "before\n<!-- figures: x -->\nold\n<!-- end of figures -->\nafter\n"
    assert with_block(text, "new\n") == "before\n<!-- figures: x -->\nnew\n<!-- end of figures -->\nafter\n"


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:`|\$ )make ([a-z]+)", README))
    assert targets, "the README names no make target"
    assert {target for target in targets if f"\n{target}:" not in makefile} == set()


def test_every_local_link_of_the_readme_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []
