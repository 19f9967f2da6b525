"""Reads and writes tables as CSV files; they read back unchanged."""

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from groundwork.config.catalog import TABLE, entries
from groundwork.core.writing import write_atomically
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import TEXT_COLUMNS

FLOATS = "%.7g"  # the precision of 32-bit floats


def write_tables(root: Path, results: StudyResults) -> list[Path]:
    """Write every non-empty table to results/tables/<study>/, delete other CSV files there, and return the paths."""
    folder = tables_folder(root, results.study.name)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in entries(TABLE):
        table = table_function(name)(results)
        if not table.empty:
            written.append(folder / f"{name}.csv")
            write_csv(written[-1], table)
    for path in sorted(set(folder.glob("*.csv")) - set(written)):
        path.unlink()
    return written


def read_tables(root: Path, study: str) -> dict[str, pd.DataFrame]:
    """Return the tables of a study by name; empty if it has none."""
    return {path.stem: read_csv(path) for path in sorted(tables_folder(root, study).glob("*.csv"))}


def tables_of_studies(root: Path, studies: Iterable[str]) -> dict[str, dict[str, pd.DataFrame]]:
    """Return the tables of each study by name."""
    return {study: read_tables(root, study) for study in studies}


def tables_folder(root: Path, study: str) -> Path:
    """Return the folder of a study's tables."""
    return root / "results" / "tables" / study


def table_function(name: str) -> Callable[[StudyResults], pd.DataFrame]:
    """Return the function that makes a table."""
    module: Any = importlib.import_module(f"groundwork.tables.{entries(TABLE)[name].path.stem}")
    function: Callable[[StudyResults], pd.DataFrame] = getattr(module, name)
    return function


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table atomically; numbers have seven significant digits, infinity is `inf`."""
    write_atomically(path, table.to_csv(index=False, float_format=FLOATS, lineterminator="\n"))


def read_csv(path: Path, text_columns: Iterable[str] = TEXT_COLUMNS) -> pd.DataFrame:
    """Return a written table: text columns stay text, even if numeric or empty; an empty number is NaN."""
    columns = pd.read_csv(path, nrows=0).columns
    text = [column for column in columns if column in set(text_columns)]
    numbers = {column: [""] for column in columns if column not in text}
    return pd.read_csv(path, dtype=dict.fromkeys(text, str), na_values=numbers, keep_default_na=False)
