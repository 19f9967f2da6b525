"""What a start keeps for its jobs is found under its key, whole, or not at all."""

import os
from pathlib import Path

import pytest

from groundwork.core.errors import UserError
from groundwork.running.plan_cache import (
    SHELF,
    SHELF_OF_SOURCE,
    VARIABLE,
    clear_shelves,
    hand_to_jobs,
    handed_over,
    keep,
    kept,
)

KEY, OTHER_KEY = "0123456789ab", "ba9876543210"


def test_a_value_is_found_under_its_key_alone(tmp_path: Path) -> None:
    keep(tmp_path, KEY, {"a": (1, Path("x"))})

    assert kept(tmp_path, KEY) == {"a": (1, Path("x"))}
    assert kept(tmp_path, OTHER_KEY) is None


def test_old_values_of_other_runs_and_their_source_are_cleared_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in (KEY, OTHER_KEY, "young"):
        keep(tmp_path, key, key)
    source = tmp_path / SHELF_OF_SOURCE / "0123" / "src"
    source.mkdir(parents=True)
    for path in [*(tmp_path / SHELF / key for key in (KEY, OTHER_KEY)), source.parent]:
        os.utime(path, (0, 0))
    monkeypatch.setenv(VARIABLE, OTHER_KEY)

    clear_shelves(tmp_path)

    assert [kept(tmp_path, key) for key in (KEY, OTHER_KEY, "young")] == [None, OTHER_KEY, "young"]
    assert not source.parent.exists()


def test_a_damaged_value_is_none(tmp_path: Path) -> None:
    keep(tmp_path, KEY, "value")
    path = tmp_path / SHELF / KEY
    whole = path.read_bytes()

    for damaged in (b"", whole[:-1], whole[:10], whole[:-3] + b"x" + whole[-2:], bytes(len(whole))):
        path.write_bytes(damaged)
        assert kept(tmp_path, KEY) is None


def test_a_job_is_handed_what_its_run_has_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    keep(tmp_path, KEY, "value")
    hand_to_jobs(KEY)

    assert handed_over(tmp_path) == "value"


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("", "GROUNDWORK_PLAN is not set: jobs are started by `snakemake`, which plans them; run that"),
        (KEY, f".snakemake/groundwork/plans/{KEY}: missing or damaged; run `snakemake` again, which plans anew"),
    ],
)
def test_a_job_without_its_run_ends_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, message: str
) -> None:
    monkeypatch.setenv(VARIABLE, key)

    with pytest.raises(UserError) as error:
        handed_over(tmp_path)

    assert str(error.value) == message
