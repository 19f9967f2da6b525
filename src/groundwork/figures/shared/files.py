"""Writes figures: an SVG file, and a CSV file of the numbers drawn in it."""

import importlib
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

from groundwork.config.catalog import FIGURE, entries
from groundwork.core.writing import write_atomically
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.pictures import with_small_pictures
from groundwork.figures.shared.series import reported_records
from groundwork.figures.shared.series_parts import with_parts
from groundwork.figures.shared.style import RC
from groundwork.tables.shared.files import write_csv

FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"
METADATA: dict[str, Any] = {"Date": None, "Creator": None, "Format": None, "Type": None}


def write_figures(root: Path, study: str, names: Sequence[str], tables: Tables, context: FigureContext) -> list[Path]:
    """Write a study's figures to results/figures/<study>/, delete any others there, and return the paths."""
    folder = root / "results" / "figures" / study
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in names:
        text, drawing = draw(name, tables, context)
        svg, csv = folder / f"{name}.svg", folder / f"{name}.csv"
        write_atomically(svg, text)
        write_csv(csv, drawing.data)
        written += [svg, csv]
    for path in sorted({*folder.glob("*.svg"), *folder.glob("*.csv")} - set(written)):
        path.unlink()
    return written


def draw(name: str, tables: Tables, context: FigureContext) -> tuple[str, Drawing]:
    """Return a figure as SVG text, the same bytes each time, and as a Drawing."""
    tables = _each_record_once(_without_early_ends(tables))
    with mpl.rc_context():
        mpl.rcdefaults()  # ignore the user's matplotlibrc
        mpl.rcParams.update(RC)
        drawing = figure_function(name)(tables, context)
        text = io.StringIO()
        drawing.figure.savefig(text, format="svg", metadata=METADATA)
    svg = with_small_pictures(with_parts(text.getvalue(), drawing.figure))
    return _with_system_fonts(svg), drawing


def _without_early_ends(tables: Tables) -> Tables:
    """Drop the reported rows of learning rates that were chosen at an early horizon only, and end there."""
    if "runs" not in tables:
        return tables
    whole = reported_records(tables["runs"])
    return {
        name: table[(table["role"] != "report") | table["record"].isin(whole)] if "role" in table else table
        for name, table in tables.items()
    }


def _each_record_once(tables: Tables) -> Tables:
    """Drop duplicate rows of a record; on a small dataset, several variants may share one record."""
    if "runs" not in tables:
        return tables
    first = tables["runs"].drop_duplicates("record").set_index("record")["variant"]
    return {
        name: table[table["variant"] == table["record"].map(first)] if {"record", "variant"} <= set(table) else table
        for name, table in tables.items()
    }


def _with_system_fonts(svg: str) -> str:
    """Set the fonts once, with system fonts first.

    The text was laid out in matplotlib's default font; no common font is wider, so labels still fit.
    """
    return re.sub(r"font-family: [^;\"]*; ?", "", svg).replace("<svg ", f'<svg style="font-family: {FONTS}" ', 1)


def figure_function(name: str) -> Callable[[Tables, FigureContext], Drawing]:
    """Return the function that draws a figure."""
    module: Any = importlib.import_module(f"groundwork.figures.{entries(FIGURE)[name].path.stem}")
    function: Callable[[Tables, FigureContext], Drawing] = getattr(module, name)
    return function
