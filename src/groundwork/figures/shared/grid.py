"""Test accuracy in a grid: one row per value of a setting, one panel per condition."""

from dataclasses import dataclass, field

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.canvas import Margins, note, panels, text_width, x_title
from groundwork.figures.shared.dots import (
    ROW,
    dot_data,
    draw_dot,
    draw_reference,
    frame_rows,
    span_of,
    write_beside,
    write_names,
)
from groundwork.figures.shared.drawing import Drawing, FigureContext
from groundwork.figures.shared.labels import panel_size, wrapped
from groundwork.figures.shared.names import name_text
from groundwork.figures.shared.series import labels_of, reported
from groundwork.figures.shared.style import INK, SERIES, SMALL

COLUMNS = 4


@dataclass(frozen=True)
class Condition:
    """One panel: its title, its records by row name, and the records to ring."""

    title: str
    records: dict[str, str]
    ringed: frozenset[str] = field(default=frozenset())


def conditions_of(runs: pd.DataFrame, setting: str) -> list[Condition]:
    """Return one condition per combination of the other settings, with the values of `setting` as rows.

    Variants without reported seeds are left out.
    """
    titles = labels_of(runs, without=(setting,))
    variants = reported(runs).drop_duplicates("record")
    found: dict[str, dict[str, str]] = {}
    for record, value in zip(variants["record"], variants[setting], strict=True):
        found.setdefault(titles[str(record)], {})[name_text(setting, value)] = str(record)
    return [Condition(title, records) for title, records in found.items()]


def draw_grid(
    conditions: list[Condition], runs: pd.DataFrame, context: FigureContext, baseline: str | None = None
) -> Drawing:
    """Draw the grid with one axis for all panels; the dotted line is guessing, or the mean of row `baseline`."""
    rows = list(dict.fromkeys(name for each in conditions for name in each.records))
    parts = [_data(each, runs, context.confidence) for each in conditions]
    data = pd.concat(parts, ignore_index=True)
    columns = min(len(conditions), COLUMNS)
    numbers = text_width([f"{mean:.1f}" for mean in data["mean"]], SMALL) + 10
    margins = Margins(left=text_width(rows) + 14, right=numbers, across=numbers + 8, top=34, down=58)
    figure, axes = panels(len(conditions), columns, ROW * (len(rows) + 0.6), margins)
    for number, (panel, condition, part) in enumerate(zip(axes, conditions, parts, strict=True)):
        panel.set_title(
            wrapped(condition.title, panel_size(panel)[0] + 20), linespacing=1.1, pad=14 if baseline is None else 6
        )
        frame_rows(panel, span_of(runs, data), len(rows) - 1, ticks=max(7 // columns, 2))
        write_names(panel, rows if number % columns == 0 else [])
        _draw_reference(panel, part, context, baseline)
        _draw_panel(panel, part, runs, rows, condition.ringed)
    x_title(figure, axes, "test accuracy (%)")
    note(figure, f"mark: mean over seeds, bar: {100 * context.confidence:g} % interval")
    return Drawing(figure, data.drop(columns="mark"))


def _data(condition: Condition, runs: pd.DataFrame, confidence: float) -> pd.DataFrame:
    names = {record: name for name, record in condition.records.items()}
    data = dot_data(runs, names, confidence).rename(columns={"variant": "row"})
    data.insert(0, "panel", condition.title)
    return data


def _draw_reference(axes: Axes, part: pd.DataFrame, context: FigureContext, baseline: str | None) -> None:
    if baseline is None:
        draw_reference(axes, context.guessing_percent, "guessing")
        return
    means = part.loc[part["row"] == baseline, "mean"]
    draw_reference(axes, float(means.iloc[0]) if len(means) else None, "")


def _draw_panel(axes: Axes, part: pd.DataFrame, runs: pd.DataFrame, rows: list[str], ringed: frozenset[str]) -> None:
    for name in (each for each in rows if each not in set(part["row"])):  # the order of a set varies
        write_beside(axes, rows.index(name), 6, "\N{EN DASH}", SMALL)
    for _, row in part.iterrows():
        place = rows.index(row["row"])
        draw_dot(axes, runs, row, place, (SERIES[0], "o"))
        write_beside(axes, place, 6, f"{row['mean']:.1f}", SMALL)
        if row["record"] in ringed:
            axes.scatter([row["mean"]], [place], s=95, facecolors="none", edgecolors=INK, clip_on=False, zorder=5)
