"""Tables round-trip through CSV, are deterministic, and stale ones are deleted."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from groundwork.config.catalog import TABLE, entries
from groundwork.tables.shared.files import read_csv, read_tables, table_function, write_csv, write_tables
from groundwork.tables.shared.results import StudyResults


@pytest.mark.parametrize("name", entries(TABLE))
def test_tables_round_trip_through_csv(name: str, results: StudyResults, tmp_path: Path) -> None:
    table = table_function(name)(results)
    write_csv(tmp_path / "first.csv", table)
    back = read_csv(tmp_path / "first.csv")
    write_csv(tmp_path / "second.csv", back)
    assert_frame_equal(back, table, rtol=1e-6, check_dtype=False)  # integers read back as integers
    assert (tmp_path / "first.csv").read_bytes() == (tmp_path / "second.csv").read_bytes()


@pytest.mark.parametrize("name", entries(TABLE))
def test_tables_of_named_variants_round_trip_through_csv(
    name: str, named_results: StudyResults, tmp_path: Path
) -> None:
    table = table_function(name)(named_results)
    if table.empty:
        assert name in {"checks", "measurements"}
        return
    write_csv(tmp_path / "table.csv", table)
    assert_frame_equal(read_csv(tmp_path / "table.csv"), table, rtol=1e-6, check_dtype=False)


def test_csv_keeps_text_and_infinity(tmp_path: Path) -> None:
    table = pd.DataFrame({"variant": ["0.10", "", "nan"], "value": [1 / 3, float("inf"), float("nan")]})
    write_csv(tmp_path / "table.csv", table)
    assert (tmp_path / "table.csv").read_bytes() == b"variant,value\n0.10,0.3333333\n,inf\nnan,\n"
    back = read_csv(tmp_path / "table.csv")
    assert back["variant"].tolist() == ["0.10", "", "nan"]
    assert back["value"].tolist()[:2] == [0.3333333, float("inf")]
    assert back["value"].isna().tolist() == [False, False, True]


def test_write_tables_writes_every_table(results: StudyResults, tmp_path: Path) -> None:
    written = write_tables(tmp_path, results)
    assert [path.stem for path in written] == list(entries(TABLE))
    assert list(read_tables(tmp_path, "rates")) == sorted(entries(TABLE))


def test_empty_and_stale_tables_are_deleted(results: StudyResults, tmp_path: Path) -> None:
    write_tables(tmp_path, results)
    stale = tmp_path / "results" / "tables" / "rates" / "old.csv"
    stale.write_text("a\n1\n")
    written = write_tables(tmp_path, replace(results, study=replace(results.study, checks={})))
    assert "checks" not in [path.stem for path in written]
    assert sorted(stale.parent.iterdir()) == sorted(written)


def test_study_without_training_has_checks_and_measurements(results: StudyResults, tmp_path: Path) -> None:
    write_tables(tmp_path, replace(results, study=replace(results.study, variants=())))
    assert list(read_tables(tmp_path, "rates")) == ["checks", "measurements"]


def test_study_without_tables_reads_as_empty(tmp_path: Path) -> None:
    assert read_tables(tmp_path, "nothing") == {}
