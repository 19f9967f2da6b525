"""Test accuracy without some of the weights."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import percent_axis
from groundwork.figures.shared.cases import CasePanel, count_axis, draw_cases, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT, METRIC = "removed_weights", "test_accuracy_percent"


def accuracy_by_removed_weights(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy without some of the weights

    Test accuracy of a trained network after a percentage of its weights was set to zero: the smallest of all layers
    together, or random ones. The third line trains the network for one more epoch after the smallest were removed,
    while these stay zero. The flat part of a line shows how many weights could be removed at no cost; the distance
    between the first two lines is the benefit of choosing by size. The line is the mean over seeds and the band is
    the interval of that mean.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    part = CasePanel("test accuracy (%)", rows, count_axis, _whole)
    return draw_cases([part], context, "weights removed (%)", geometric=False)


def _whole(axes: Axes, accuracies: "pd.Series[float]") -> None:
    percent_axis(axes, 0, float(accuracies.max()))
