"""A study's plan with its records."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwork.core.errors import UserError
from groundwork.planning.plan import Plan
from groundwork.records.files import record_path, write_record
from groundwork.records.schema import CheckBody, Record, TrainingBody
from groundwork.tables.shared.results import read_study


@pytest.fixture
def plan(plan_of: Callable[..., Plan], values: dict[str, Any]) -> Plan:
    values["studies"]["rates"]["checks"] = ["adam_state_bytes"]
    values["studies"]["other"] = {}
    return plan_of(values)


@pytest.fixture
def root(tmp_path: Path, plan: Plan) -> Path:
    """A folder with every planned record (without runs), and one that is not planned."""
    for name, planned in plan.records.items():
        body = (
            CheckBody(holds=True, measured={})
            if planned.spec.kind == "check"
            else TrainingBody(layers=[], multiply_adds=None, runs=[])
        )
        write_record(record_path(tmp_path, name), Record(name=name, identity=planned.identity, body=body))
    (tmp_path / "results" / "records" / "orphan-000000000000.json").write_text("{}", encoding="utf-8")
    return tmp_path


def test_study_has_only_its_own_records(root: Path, plan: Plan) -> None:
    results = read_study(root, plan, "rates")

    assert results.study is plan.studies["rates"]
    assert sorted(results.records) == plan.studies["rates"].records
    assert len(results.records) == 2 * 2 + 1
    assert results.records[results.study.checks["adam_state_bytes"]].body == CheckBody(holds=True, measured={})
    assert results.statistics.confidence == 0.95


def test_missing_record_is_named_in_error(root: Path, plan: Plan) -> None:
    missing = record_path(root, plan.studies["rates"].records[0])
    missing.unlink()

    with pytest.raises(UserError) as error:
        read_study(root, plan, "rates")

    assert str(error.value).startswith(f"{missing}: not a readable record (")
