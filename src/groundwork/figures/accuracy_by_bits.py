"""Test accuracy with rounded weights, by the number of bits."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import percent_axis
from groundwork.figures.shared.cases import CasePanel, draw_cases, log2_axis, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT, METRIC = "rounded_weights", "test_accuracy_percent"


def accuracy_by_bits(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy with rounded weights

    Test accuracy of a trained network after its weights were rounded to a number of bits, without any further
    training; at 32 bits nothing was rounded. Where the line is flat, fewer bits cost no accuracy. One line has a
    single scale for all weights of a layer, set by the largest of them; the other has a scale for the weights of
    each unit, so that one large weight costs precision in its own unit only. The line is the mean over seeds and
    the band is the interval of that mean.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    part = CasePanel("test accuracy (%)", rows, log2_axis, _whole)
    return draw_cases([part], context, "bits for each weight", geometric=False)


def _whole(axes: Axes, accuracies: "pd.Series[float]") -> None:
    percent_axis(axes, 0, float(accuracies.max()))
