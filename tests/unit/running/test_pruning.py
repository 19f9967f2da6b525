"""Pruning deletes only records that no run could use."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwork.config.reading import read_params
from groundwork.core.errors import UserError
from groundwork.core.processor import kind_of_machine
from groundwork.dataset.origins import ORIGINS
from groundwork.running.devices import DeviceKind
from groundwork.running.pruning import prune
from groundwork.running.starting import plan_pipeline

Values = dict[str, Any]
PARAMS = Path("params.yaml")
RECORDS = Path("results/records")


@pytest.fixture
def values(tmp_path: Path, values: Values, write: Callable[[object], Path], monkeypatch: pytest.MonkeyPatch) -> Values:
    """Parameters with two budgets and a possibly unavailable dataset, in the working directory."""
    (tmp_path / "report").mkdir()
    monkeypatch.chdir(tmp_path)
    values["budgets"]["large"] = values["budgets"]["small"] | {"epochs": 9}
    values["defaults"]["dataset"] = "mnist"
    write(values)
    RECORDS.mkdir(parents=True)
    return values


def make_records(budget: str | None = None, device: DeviceKind = "cpu", **fallbacks: str) -> set[str]:
    """Write files with the names of the records of a run, and return the names."""
    records = plan_pipeline(Path(), read_params(PARAMS, ORIGINS, budget), fallbacks, device).records
    for path in records:
        path.touch()
    return {path.name for path in records}


def names() -> set[str]:
    return {path.name for path in RECORDS.iterdir()}


def test_records_of_all_possible_runs_are_kept(values: Values) -> None:
    kept = make_records() | make_records("large") | make_records(device="cuda") | make_records(mnist="digits")
    assert len(kept) == 16

    assert prune(Path(), PARAMS) == "0 records deleted that no budget of params.yaml uses, 16 kept"
    assert names() == kept


def test_the_record_of_a_removed_variant_is_deleted(values: Values, write: Callable[[object], Path]) -> None:
    before = make_records()
    values["studies"]["rates"]["vary"]["learning_rate"] = [0.1, 0.05]
    write(values)
    after = make_records()

    assert prune(Path(), PARAMS) == "2 records deleted that no budget of params.yaml uses, 4 kept"
    assert names() == after
    assert len(before - after) == 2  # that of the reported seeds and that of the tuning seeds


def test_only_records_and_refused_records_are_deleted(values: Values) -> None:
    running, note = RECORDS / ".mlp-0123456789ab.json.17.part", RECORDS / "note.txt"
    for path in (running, note, RECORDS / "mlp-0123456789ab.refused"):
        path.touch()
    (RECORDS / "folder.json").mkdir()

    assert prune(Path(), PARAMS) == "1 record deleted that no budget of params.yaml uses, 0 kept"
    assert names() == {running.name, note.name, "folder.json"}


def test_records_of_removed_fallback_are_deleted(values: Values, write: Callable[[object], Path]) -> None:
    stood_in = make_records(mnist="digits")
    values["data"]["fallback"] = None
    write(values)

    assert prune(Path(), PARAMS) == "4 records deleted that no budget of params.yaml uses, 0 kept"
    assert stood_in
    assert names() == set()


def test_invalid_budget_keeps_no_records(values: Values, write: Callable[[object], Path]) -> None:
    values["defaults"]["model"] = {"transformer": {"patches": 7}}
    values["studies"]["rates"]["vary"] = {"learning_rate": [0.1]}
    write(values)
    kept = make_records()

    assert prune(Path(), PARAMS) == "0 records deleted that no budget of params.yaml uses, 2 kept"
    assert names() == kept


def test_invalid_parameters_delete_nothing(values: Values, write: Callable[[object], Path]) -> None:
    kept = make_records()
    values["defaults"]["model"] = {"transformer": {"patches": 5}}
    write(values)

    with pytest.raises(UserError, match=r"transformer\.patches: 5 per side do not divide"):
        prune(Path(), PARAMS)

    assert names() == kept


def test_records_of_other_machine_kind_are_kept(values: Values) -> None:
    for name, machine in {"theirs": "another", "ours": kind_of_machine()}.items():
        text = json.dumps({"identity": {"machine": machine}})
        (RECORDS / f"{name}-000000000000.json").write_text(text, encoding="utf-8")

    assert prune(Path(), PARAMS) == "1 record deleted that no budget of params.yaml uses, 1 kept"
    assert names() == {"theirs-000000000000.json"}
