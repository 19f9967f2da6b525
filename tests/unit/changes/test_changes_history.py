"""The stored states: which one is compared, which are deleted, and damaged ones."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwork.changes.history import FOLDER, earlier, store
from groundwork.changes.state import state_from
from groundwork.core.errors import UserError

Make = Callable[..., Any]


@pytest.fixture
def states(text: Callable[..., str], fact: Make) -> list[str]:
    """The texts of three states, whose accuracies are 70, 80 and 90 %."""
    return [text([fact("accuracy", value)]) for value in (70.0, 80.0, 90.0)]


def kept(root: Path) -> list[int]:
    return sorted(int(path.name.partition("-")[0]) for path in (root / FOLDER).iterdir() if path.is_file())


def found(root: Path, present: str) -> float | None:
    """Return the accuracy of the state that the present one is compared with."""
    state = earlier(root, present).state
    return state.facts["accuracy"].value if state else None


def test_empty_history_has_no_earlier_state(tmp_path: Path, states: list[str]) -> None:
    assert earlier(tmp_path, states[0]).state is None
    assert earlier(tmp_path, states[0]).refusals == ()


def test_current_state_is_not_its_own_predecessor(tmp_path: Path, states: list[str]) -> None:
    path = store(tmp_path, states[0])

    assert path.parent == tmp_path / "results" / "history"
    assert path.read_text(encoding="utf-8") == states[0]
    assert found(tmp_path, states[0]) is None
    assert found(tmp_path, states[1]) == 70.0


def test_going_back_compares_with_what_was_left(tmp_path: Path, states: list[str]) -> None:
    """A, then B, then A again, then A once more as after a kill, then C."""
    first, second, third = states
    store(tmp_path, first)
    store(tmp_path, second)
    assert found(tmp_path, first) == 80.0

    store(tmp_path, first)
    assert kept(tmp_path) == [2, 3]
    assert found(tmp_path, first) == 80.0

    store(tmp_path, first)
    assert kept(tmp_path) == [2, 3]

    assert found(tmp_path, third) == 70.0
    store(tmp_path, third)
    assert kept(tmp_path) == [3, 4]


def test_order_is_that_of_numbers_and_not_of_names(tmp_path: Path, states: list[str]) -> None:
    path = store(tmp_path, states[0])
    path.rename(path.with_name(path.name.replace("000001", "999999")))

    assert store(tmp_path, states[1]).name.startswith("1000000-")
    assert found(tmp_path, states[2]) == 80.0


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe"])
def test_damaged_state_is_ignored_and_deleted(tmp_path: Path, states: list[str], content: bytes) -> None:
    store(tmp_path, states[0])
    damaged = store(tmp_path, states[1])
    damaged.write_bytes(content)

    found = earlier(tmp_path, states[2])
    store(tmp_path, states[2])

    assert found.state is not None
    assert found.state.facts["accuracy"].value == 70.0
    assert found.refusals == (f"results/history/{damaged.name}: damaged; ignored",)
    assert kept(tmp_path) == [1, 3]


def test_state_of_other_format_is_ignored(tmp_path: Path, states: list[str]) -> None:
    older = store(tmp_path, '{"format": 0}')

    found = earlier(tmp_path, states[0])

    assert found.state is None
    (refusal,) = found.refusals
    told = "not a report state of this version; ignored"
    assert refusal == f"results/history/{older.name}: {told}"


@pytest.mark.parametrize(
    "change",
    [
        *({"format": 1}, {"facts": "name,value\na,1\n"}, {"verdicts": 7}, {"params": []}, {"confidence": "high"}),
        {"params": {"budget": "quick"}},
    ],
)
def test_what_is_no_state_is_refused_in_one_line(states: list[str], change: dict[str, Any]) -> None:
    with pytest.raises(UserError) as error:
        state_from(json.dumps(json.loads(states[0]) | change), "there")

    assert str(error.value) == "there: not a report state of this version"


@pytest.mark.parametrize("text", ["[]", "null", "7", '{"format": 1}'])
def test_other_json_is_no_state(text: str) -> None:
    with pytest.raises(UserError, match=r"^there: not a report state"):
        state_from(text, "there")


def test_leftovers_of_killed_job_are_deleted(tmp_path: Path, states: list[str]) -> None:
    store(tmp_path, states[0])
    (tmp_path / FOLDER / ".000002-0123456789ab.json.7.part").write_text("{", encoding="utf-8")
    (tmp_path / FOLDER / "receipts").mkdir()

    store(tmp_path, states[0])

    assert sorted(path.name for path in (tmp_path / FOLDER).iterdir())[1:] == ["receipts"]
    assert kept(tmp_path) == [1]
