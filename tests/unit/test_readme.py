"""The README's numbers come from a run, and its commands exist."""

import json
import re
from pathlib import Path

from benchmarks.snapshot import BLOCK, QUOTED, figures_block, with_block
from groundwork.config.reading import read_yaml

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


def test_readme_claims_match_committed_claims() -> None:
    """Never the run that lies here: another kind of machine may find otherwise."""
    claims = {each["id"]: each for each in read_yaml(ROOT / "report" / "content" / "claims.yaml")}
    quoted = SNAPSHOT["claims"]
    assert list(quoted) == list(QUOTED)
    assert {name: claim["sentence"] for name, claim in quoted.items()} == {
        name: claims[name]["sentence"] for name in QUOTED
    }
    assert {claim["verdict"] for claim in quoted.values()} <= set(SNAPSHOT["verdicts"])


def test_readme_block_is_replaced_in_place() -> None:
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
