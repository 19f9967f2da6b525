"""The table of costs has one row per record, even if jobs write concurrently."""

import subprocess
import sys
from pathlib import Path

import pytest

from groundwork.records.costs import Timing, add_timing

HEADER = "record,device,seconds,images_per_second,peak_memory_bytes"
WRONG_COLUMNS = f"its columns are not {HEADER.replace(',', ', ')}"


def test_rows_are_sorted_and_replaced_by_record(tmp_path: Path) -> None:
    for record, seconds in [("b", 2.5), ("a", 1.0), ("b", 3.25)]:
        add_timing(tmp_path, Timing(record, "cpu", seconds, 1000.5, 4096))

    assert (tmp_path / "results" / "timings.csv").read_text(encoding="utf-8").splitlines() == [
        HEADER,
        "a,cpu,1.0,1000.5,4096",
        "b,cpu,3.25,1000.5,4096",
    ]


def test_concurrent_writers_lose_no_row(tmp_path: Path) -> None:
    writer = (
        "import sys, pathlib\nfrom groundwork.records.costs import Timing, add_timing\n"
        "for number in range(20):\n"
        "    add_timing(pathlib.Path(sys.argv[1]), Timing(f'{sys.argv[2]}{number:02}', 'cuda:0', 1.0, 2.0, 3))\n"
    )
    jobs = [subprocess.Popen([sys.executable, "-c", writer, str(tmp_path), name]) for name in ("a", "b", "c")]
    assert [job.wait() for job in jobs] == [0, 0, 0]

    rows = (tmp_path / "results" / "timings.csv").read_text(encoding="utf-8").splitlines()
    assert rows == [HEADER, *(f"{name}{number:02},cuda:0,1.0,2.0,3" for name in "abc" for number in range(20))]


@pytest.mark.parametrize(
    ("damaged", "why"),
    [
        (b"a,b\n1,2\n", WRONG_COLUMNS),
        (f"{HEADER}\na,cpu,1.0\n".encode(), WRONG_COLUMNS),
        (f"{HEADER}\na,cpu,1.0,2.0,3,4\n".encode(), WRONG_COLUMNS),
        (b"", WRONG_COLUMNS),
        (b"\xff\xfe", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
    ],
)
def test_damaged_table_is_replaced_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], damaged: bytes, why: str
) -> None:
    path = tmp_path / "results" / "timings.csv"
    path.parent.mkdir()
    path.write_bytes(damaged)

    add_timing(tmp_path, Timing("a", "cpu", 1.0, 2.0, 3))

    assert path.read_text(encoding="utf-8").splitlines() == [HEADER, "a,cpu,1.0,2.0,3"]
    assert capsys.readouterr() == ("", f"{path}: not a readable table ({why}); starting a new one\n")
