"""Receipts are valid only for unchanged outputs and matching inputs."""

import hashlib
from pathlib import Path

import pytest

from groundwork.running.receipts import (
    delete_receipts,
    discard_invalid_receipts,
    read_receipt,
    receipt_path,
    write_receipt,
)

DEEP = b"[" * 100_000
DEEP = b"[" * 100_000
KEY = "0123456789ab"
OTHER_KEY = "ba9876543210"


@pytest.fixture
def outputs(tmp_path: Path) -> list[Path]:
    """Two files that a step made."""
    folder = tmp_path / "results" / "tables"
    folder.mkdir(parents=True)
    for name in ("b.csv", "a.csv"):
        (folder / name).write_text(f"{name}\n", encoding="utf-8")
    return [folder / "b.csv", folder / "a.csv"]


def checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def names(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "results" / "receipts").iterdir())


def test_a_receipt_holds_the_checksums_under_the_key(tmp_path: Path, outputs: list[Path]) -> None:
    write_receipt(tmp_path, "tabulate.rates", KEY, {}, outputs)

    path = receipt_path(tmp_path, "tabulate.rates", KEY)
    assert path == tmp_path / "results" / "receipts" / f"tabulate.rates-{KEY}.json"
    receipt = read_receipt(path)
    assert receipt is not None
    assert receipt.outputs == {f"results/tables/{name}": checksum(f"{name}\n") for name in ("a.csv", "b.csv")}
    assert discard_invalid_receipts(tmp_path) == []


def test_the_same_outputs_give_the_same_bytes(tmp_path: Path, outputs: list[Path]) -> None:
    write_receipt(tmp_path, "judge", KEY, {}, outputs)
    first = receipt_path(tmp_path, "judge", KEY).read_bytes()
    write_receipt(tmp_path, "judge", KEY, {}, reversed(outputs))

    assert receipt_path(tmp_path, "judge", KEY).read_bytes() == first


def test_new_receipt_replaces_only_its_step_s_old_one(tmp_path: Path, outputs: list[Path]) -> None:
    write_receipt(tmp_path, "draw.rates", KEY, {}, outputs)
    write_receipt(tmp_path, "draw.rates_tuned", KEY, {}, outputs)
    write_receipt(tmp_path, "draw.rates", OTHER_KEY, {}, outputs)

    assert names(tmp_path) == [f"draw.rates-{OTHER_KEY}.json", f"draw.rates_tuned-{KEY}.json"]


def test_delete_receipts_is_idempotent(tmp_path: Path, outputs: list[Path]) -> None:
    delete_receipts(tmp_path, "judge")
    write_receipt(tmp_path, "judge", KEY, {}, outputs)
    write_receipt(tmp_path, "render", KEY, {}, outputs)

    delete_receipts(tmp_path, "judge")

    assert names(tmp_path) == [f"render-{KEY}.json"]


def test_receipt_without_files_is_valid(tmp_path: Path) -> None:
    write_receipt(tmp_path, "draw.rates", KEY, {}, [])

    assert discard_invalid_receipts(tmp_path) == []


@pytest.mark.parametrize("change", ["missing", "changed", "folder"])
def test_receipt_with_changed_output_is_discarded(tmp_path: Path, outputs: list[Path], change: str) -> None:
    write_receipt(tmp_path, "tabulate.rates", KEY, {}, outputs)
    write_receipt(tmp_path, "judge", KEY, {}, outputs[:1])
    outputs[1].unlink()
    if change == "changed":
        outputs[1].write_text("a.csw\n", encoding="utf-8")
    elif change == "folder":
        outputs[1].mkdir()

    assert discard_invalid_receipts(tmp_path) == [f"tabulate.rates-{KEY}"]
    assert names(tmp_path) == [f"judge-{KEY}.json"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"results/tables/a.csv": 1}', b"\xff", b'{"": ""}', b"{}", DEEP]
)
def test_a_damaged_receipt_is_discarded(tmp_path: Path, outputs: list[Path], content: bytes) -> None:
    write_receipt(tmp_path, "tabulate.rates", KEY, {}, outputs)
    receipt_path(tmp_path, "tabulate.rates", KEY).write_bytes(content)

    discarded = discard_invalid_receipts(tmp_path)

    assert (discarded, names(tmp_path)) == ([f"tabulate.rates-{KEY}"], [])


def test_receipt_under_other_name_is_invalid(tmp_path: Path, outputs: list[Path]) -> None:
    write_receipt(tmp_path, "judge", KEY, {}, outputs)
    receipt_path(tmp_path, "judge", KEY).rename(receipt_path(tmp_path, "judge", OTHER_KEY))

    assert discard_invalid_receipts(tmp_path) == [f"judge-{OTHER_KEY}"]


def test_a_receipt_that_is_a_folder_is_discarded(tmp_path: Path) -> None:
    receipt_path(tmp_path, "judge", KEY).mkdir(parents=True)

    assert (discard_invalid_receipts(tmp_path), names(tmp_path)) == ([f"judge-{KEY}"], [])


def chain(root: Path, outputs: list[Path]) -> None:
    """Write receipts of three chained steps; the first reads a record."""
    record = root / "results" / "records" / "r.json"
    record.parent.mkdir()
    record.write_text("r", encoding="utf-8")
    page = root / "results" / "report.html"
    page.write_text("page", encoding="utf-8")
    write_receipt(root, "tabulate.rates", KEY, {"results/records/r.json": checksum("r")}, outputs[:1])
    write_receipt(root, "judge", KEY, {"results/tables/b.csv": checksum("b.csv\n")}, outputs[1:])
    write_receipt(root, "render", KEY, {"results/tables/a.csv": checksum("a.csv\n")}, [page])


@pytest.mark.parametrize(
    ("altered", "steps"),
    [
        ("records/r.json", ["judge", "render", "tabulate.rates"]),
        ("tables/b.csv", ["judge", "render", "tabulate.rates"]),
        ("tables/a.csv", ["judge", "render"]),
        ("report.html", ["render"]),
    ],
)
def test_altered_file_invalidates_dependents(
    tmp_path: Path, outputs: list[Path], altered: str, steps: list[str]
) -> None:
    chain(tmp_path, outputs)
    assert discard_invalid_receipts(tmp_path) == []
    (tmp_path / "results" / altered).write_text("by hand", encoding="utf-8")

    assert discard_invalid_receipts(tmp_path) == [f"{step}-{KEY}" for step in steps]


def test_receipt_with_mismatched_input_is_discarded(tmp_path: Path, outputs: list[Path]) -> None:
    """A table was altered between tabulate and judge, and then rebuilt: the verdicts are from the altered one."""
    chain(tmp_path, outputs)
    write_receipt(tmp_path, "judge", KEY, {"results/tables/b.csv": checksum("altered")}, outputs[1:])

    assert discard_invalid_receipts(tmp_path) == [f"judge-{KEY}", f"render-{KEY}"]


def test_no_receipts_are_valid(tmp_path: Path) -> None:
    assert discard_invalid_receipts(tmp_path) == []


def test_history_receipts_are_in_own_folder(tmp_path: Path, outputs: list[Path]) -> None:
    write_receipt(tmp_path, "compare", KEY, {}, outputs)
    write_receipt(tmp_path, "compare", OTHER_KEY, {}, outputs)

    (path,) = (tmp_path / "results" / "history" / "receipts").iterdir()
    assert path == receipt_path(tmp_path, "compare", OTHER_KEY)

    outputs[0].unlink()
    assert discard_invalid_receipts(tmp_path) == [f"compare-{OTHER_KEY}"]
    assert not path.exists()


def test_timing_receipts_are_in_own_folder(tmp_path: Path, outputs: list[Path]) -> None:
    for step in ("time.networks", "clock", "judge"):
        write_receipt(tmp_path, step, KEY, {}, outputs)
        write_receipt(tmp_path, step, OTHER_KEY, {}, outputs)

    folder = tmp_path / "results" / "timings" / "receipts"
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{step}-{OTHER_KEY}.json" for step in ("clock", "time.networks")
    ]
    assert names(tmp_path) == [f"judge-{OTHER_KEY}.json"]

    outputs[0].unlink()
    assert discard_invalid_receipts(tmp_path) == [f"{step}-{OTHER_KEY}" for step in ("judge", "clock", "time.networks")]
    assert list(folder.iterdir()) == []
