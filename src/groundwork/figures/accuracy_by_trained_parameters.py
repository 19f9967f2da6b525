"""Accuracy on new images against the number of parameters trained for them."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from groundwork.figures.shared.axes import percent_axis
from groundwork.figures.shared.bands import interval_row, seeds_text
from groundwork.figures.shared.canvas import Margins, note, panels, text_width, x_title, y_title
from groundwork.figures.shared.cases import case_styles, measured_rows, not_measured
from groundwork.figures.shared.counts import PAD
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.families import BAR_ALPHA, draw_seeds
from groundwork.figures.shared.marks import MARK_SPACE, NamedMark, name_marks
from groundwork.figures.shared.series import Shown
from groundwork.figures.shared.series_parts import belongs_to

MEASUREMENT = "fine_tuning"
PARAMETERS = "parameters"
HEIGHT = 110.0


def accuracy_by_trained_parameters(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy on rotated images against trained parameters

    A network that was trained on upright images is adapted to few rotated images of the same classes, one panel for
    each number of images. The horizontal axis is the number of trained parameters, on a logarithmic scale; the
    vertical axis is the accuracy on rotated test images. Higher and further left is better. One method trains from
    scratch: its distance to full fine-tuning, at the same number of parameters, is the benefit of pretraining. The
    mark is the mean over seeds, the bar is the interval of that mean, and the small dots are single seeds. The
    accuracy axis does not start at 0.
    """
    accuracies = measured_rows(tables, MEASUREMENT, "test_accuracy_percent")
    counts = measured_rows(tables, MEASUREMENT, "trained_parameters").groupby("case")["value"].first()
    rows = accuracies.assign(**{PARAMETERS: accuracies["case"].map(counts)}).dropna(subset=PARAMETERS)
    if rows.empty:
        return not_measured(MEASUREMENT)
    cases = case_styles(rows)
    places = sorted(set(rows["at"]))
    right = text_width([case.label for case in cases]) + MARK_SPACE
    figure, axes = panels(len(places), 1, HEIGHT, Margins(right=right))
    parts = [_panel(panel, rows, at, cases, context) for panel, at in zip(axes, places, strict=True)]
    x_title(figure, axes, "trained parameters (logarithmic)")
    y_title(figure, axes, "test accuracy on rotated images (%)")
    note(figure, seeds_text(rows, context, "bar"))
    return Drawing(figure, pd.concat(parts, ignore_index=True))


def _panel(axes: Axes, rows: pd.DataFrame, at: float, cases: list[Shown], context: FigureContext) -> pd.DataFrame:
    """Draw the panel of one number of images per class, and return its numbers."""
    own = rows[rows["at"] == at]
    axes.set_title(f"{at:g} rotated images per class")
    axes.set_xscale("log")
    axes.set_xlim(rows[PARAMETERS].min() / PAD, rows[PARAMETERS].max() * PAD)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.xaxis.set_minor_locator(NullLocator())
    percent_axis(axes, float(rows["value"].min()), float(rows["value"].max()))
    drawn, marks = [], []
    for case in cases:
        values = own[own["case"] == case.record]
        interval = interval_row(values["value"], len(values), context.confidence)
        place = float(values[PARAMETERS].iloc[0])
        seeds = draw_seeds(axes, values[PARAMETERS], values["value"], case.color)
        bar = axes.vlines(place, interval["low"], interval["high"], color=case.color, linewidth=6, alpha=BAR_ALPHA)
        (mark,) = axes.plot(
            [place], [interval["mean"]], marker=case.marker, color=case.color, markeredgewidth=0, zorder=4
        )
        belongs_to(seeds, axes, case.label, "seeds")
        belongs_to(bar, axes, case.label, "band")
        belongs_to(mark, axes, case.label, "mark")
        if interval["n"] == len(values):
            marks.append(NamedMark(place, interval["mean"], case.label, case.color, case.marker))
        drawn.append({"images of each class": at, "case": case.label, PARAMETERS: place, **interval})
    name_marks(axes, marks)
    return pd.DataFrame(drawn)
