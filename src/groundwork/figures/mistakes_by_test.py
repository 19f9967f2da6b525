"""What three simple tests show of each mistake."""

import pandas as pd

from groundwork.figures.shared.bands import means_text
from groundwork.figures.shared.canvas import WIDTH, add_panel, canvas, note, text_width
from groundwork.figures.shared.cases import measured_rows, not_measured
from groundwork.figures.shared.dots import write_names
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.rows import ROW, Row, RowPanel, draw_rows, row_data
from groundwork.figures.shared.style import INK, SERIES

MEASUREMENT = "training_mistakes"
TOP, BELOW, BETWEEN = 32.0, 44.0, 16.0


def mistakes_by_test(tables: Tables, context: FigureContext) -> Drawing:
    """Three tests for each training mistake

    Each row is the same network with one mistake; the first has none. Left: the validation loss before the first
    step, which needs no training. Middle: the accuracy on one batch, after training on nothing else. Right: the
    validation accuracy at the end of training. Compare each row with the first: if the mark is at the same place,
    the test misses the mistake. The large mark is the mean over seeds (also printed on the right), the bar is the
    interval of that mean, and the small dots are single seeds.
    """
    parts = [
        _panel("loss before\nthe first step (nats)", _at(tables, "validation_loss", first=True)),
        _panel(
            "accuracy on\none batch (%)", measured_rows(tables, MEASUREMENT, "one_batch_accuracy_percent"), (0, 100)
        ),
        _panel("validation accuracy\nat the end (%)", _at(tables, "validation_accuracy_percent"), (0, 100)),
    ]
    if not all(part.rows for part in parts):
        return not_measured(MEASUREMENT)
    data = [row_data(part, context.confidence) for part in parts]
    left = text_width(list(data[0]["row"])) + 14
    marks = [text_width(list(own["mark"])) + 10 for own in data]
    width = (WIDTH - left - sum(marks) - BETWEEN * (len(parts) - 1)) / len(parts)
    height = ROW * (len(parts[0].rows) + 0.6)
    figure = canvas(TOP + height + BELOW)
    for part, own, mark in zip(parts, data, marks, strict=True):
        axes = add_panel(figure, left, TOP, width, height)
        axes.set_title(part.title, linespacing=1.1)
        write_names(axes, list(own["row"]) if part is parts[0] else [])
        draw_rows(axes, part, own, ticks=3)
        left += width + mark + BETWEEN
    note(figure, "mark: " + means_text([len(row.values) for row in parts[0].rows], context, "bar"))
    return Drawing(figure, pd.concat(data, ignore_index=True).drop(columns="mark"))


def _at(tables: Tables, metric: str, *, first: bool = False) -> pd.DataFrame:
    """Return a metric's rows before the first step or at the end."""
    rows = measured_rows(tables, MEASUREMENT, metric)
    read: pd.DataFrame = rows[rows["at"] == (rows["at"].min() if first else rows["at"].max())]
    return read


def _panel(title: str, rows: pd.DataFrame, holds: tuple[float, ...] = ()) -> RowPanel:
    cases = rows.groupby("case", sort=False)["value"]
    return RowPanel(
        title, [Row(str(case), own, SERIES[0] if place else INK) for place, (case, own) in enumerate(cases)], holds
    )
