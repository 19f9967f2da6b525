"""The counts in docs/reliability.md are those of docs/faults.json, which is of this version."""

import pytest

from tests.faults.kinds import KINDS
from tests.faults.page import BLOCK, PAGE, counts_block, read_counts, with_block
from tests.faults.playing import Played, counts_of
from tests.faults.seeds import KILLS_OF_A_SCENARIO, SCENARIOS
from tests.faults.version import source_digest, version
from tests.workflow.project import REPOSITORY

COUNTS = read_counts()
PLAYED: dict[str, Played] = {
    "kills-0": {"done": {"one job, fresh": 3, "DVC alone, fresh": 1}, "skipped": None, "fault": None},
    "kills-1": {"done": {"one job, fresh": 4}, "skipped": None, "fault": None},
    "clocks-7": {"done": {}, "skipped": "no `faketime`", "fault": None},
}


def test_the_page_has_the_counts_of_the_file() -> None:
    found = BLOCK.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    assert found[0] == f"{found[1]}{counts_block(COUNTS)}{found[2]}", "written by hand? `make faults` writes the counts"


def test_the_counts_are_of_the_version_that_is_released() -> None:
    """A new version asks for a new `make faults`, which takes an hour; an edit between two versions does not."""
    if COUNTS is None:
        pytest.skip("`make faults` has not come to its end yet, and the page says so")
    assert COUNTS["version"] == version(REPOSITORY), "run `make faults` before a release"
    assert {kind: each["scenarios"] + sum(each["skipped"].values()) for kind, each in COUNTS["kinds"].items()} == {
        kind: SCENARIOS[kind].whole for kind in KINDS
    }


def test_the_counts_are_of_this_very_source() -> None:
    if COUNTS is None or COUNTS["source"] != source_digest(REPOSITORY):
        pytest.skip("the source has changed since `make faults` came to its end; it is asked for before a release")
    assert COUNTS["kinds"]["kills"]["scenarios"] * KILLS_OF_A_SCENARIO == sum(
        COUNTS["kinds"]["kills"]["faults"].values()
    )


def test_counts_are_added_up_by_kind() -> None:
    counts = counts_of(PLAYED)
    assert counts["kills"] == {
        "scenarios": 2,
        "faults": {"DVC alone, fresh": 1, "one job, fresh": 7},
        "skipped": {},
    }
    assert counts["clocks"] == {"scenarios": 0, "faults": {}, "skipped": {"no `faketime`": 1}}


def test_the_page_tells_of_each_kind_and_of_what_was_not_played() -> None:
    counts = {"version": "1.0", "source": "abc", "earlier": {}, "seed": 3, "kinds": counts_of(PLAYED)}
    block = counts_block(counts)
    first = "Version 1.0, source abc, seed 3: 8 faults in 2 scenarios, every one of which ended as it must."
    assert block.splitlines()[0] == first
    assert counts_block(counts | {"earlier": {"def": 1}}).splitlines()[0] == (
        f"{first} 1 of the scenarios were played on source def, before the faults that others found were mended."
    )
    assert "| kills | 2 | 8 |" in block
    assert "Kills: DVC alone, fresh 1; one job, fresh 7." in block
    assert "Not played: no `faketime` 1." in block
    assert with_block("a\n<!-- counts: x -->\nold\n<!-- end of counts -->\nb\n", "new\n") == (
        "a\n<!-- counts: x -->\nnew\n<!-- end of counts -->\nb\n"
    )


def test_there_are_as_many_kills_and_corruptions_as_the_page_promises() -> None:
    assert SCENARIOS["kills"].whole * KILLS_OF_A_SCENARIO == 200
    assert SCENARIOS["corruptions"].whole == 100
    assert all(number < each.whole for each in SCENARIOS.values() for number in each.sample)
    assert set(SCENARIOS) == set(KINDS)
