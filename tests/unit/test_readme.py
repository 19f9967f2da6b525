"""The README's numbers come from the committed reference and benchmarks, and its commands exist."""

import re
from pathlib import Path

from benchmarks.readme import BLOCK, read_block, with_block

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_figures_are_those_of_the_reference_and_the_benchmarks() -> None:
    """Never of the run that lies here: another kind of machine may find otherwise."""
    found = BLOCK.search(README)
    assert found is not None
    assert found[0] == f"{found[1]}{read_block(ROOT)}{found[2]}", "run: python -m benchmarks.readme"


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
