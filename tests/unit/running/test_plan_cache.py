"""Cached plans are found under their keys or not at all."""

import os
from pathlib import Path

import pytest

from groundwork.core.errors import UserError
from groundwork.running.plan_cache import (
    PLAN_CACHE,
    PLAN_VARIABLE,
    SOURCE_CACHE,
    clear_caches,
    export_plan_key,
    load_exported_plan,
    load_plan,
    store_plan,
)

KEY, OTHER_KEY = "0123456789ab", "ba9876543210"


def test_value_is_found_only_under_its_key(tmp_path: Path) -> None:
    store_plan(tmp_path, KEY, {"a": (1, Path("x"))})

    assert load_plan(tmp_path, KEY) == {"a": (1, Path("x"))}
    assert load_plan(tmp_path, OTHER_KEY) is None


def test_old_plans_and_snapshots_are_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in (KEY, OTHER_KEY, "young"):
        store_plan(tmp_path, key, key)
    source = tmp_path / SOURCE_CACHE / "0123" / "src"
    source.mkdir(parents=True)
    for path in [*(tmp_path / PLAN_CACHE / key for key in (KEY, OTHER_KEY)), source.parent]:
        os.utime(path, (0, 0))
    monkeypatch.setenv(PLAN_VARIABLE, OTHER_KEY)

    clear_caches(tmp_path)

    assert [load_plan(tmp_path, key) for key in (KEY, OTHER_KEY, "young")] == [None, OTHER_KEY, "young"]
    assert not source.parent.exists()


def test_damaged_value_is_none(tmp_path: Path) -> None:
    store_plan(tmp_path, KEY, "value")
    path = tmp_path / PLAN_CACHE / KEY
    whole = path.read_bytes()

    for damaged in (b"", whole[:-1], whole[:10], whole[:-3] + b"x" + whole[-2:], bytes(len(whole))):
        path.write_bytes(damaged)
        assert load_plan(tmp_path, KEY) is None


def test_job_loads_plan_of_its_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLAN_VARIABLE, "")
    store_plan(tmp_path, KEY, "value")
    export_plan_key(KEY)

    assert load_exported_plan(tmp_path) == "value"


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("", "GROUNDWORK_PLAN is not set: `snakemake` plans and starts the jobs; run `snakemake`"),
        (KEY, f".snakemake/groundwork/plans/{KEY}: missing or damaged; run `snakemake` again to plan again"),
    ],
)
def test_job_without_run_is_one_line_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, message: str
) -> None:
    monkeypatch.setenv(PLAN_VARIABLE, key)

    with pytest.raises(UserError) as error:
        load_exported_plan(tmp_path)

    assert str(error.value) == message
