"""Accuracy of the same networks in both modes, by batch size."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import percent_axis
from groundwork.figures.shared.cases import CasePanel, draw_cases, log2_axis, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT, METRIC = "evaluation_mode", "test_accuracy_percent"


def evaluation_modes(tables: Tables, context: FigureContext) -> Drawing:
    """Evaluated in eval mode and in training mode

    Test accuracy of two trained networks, one with dropout and one with batch normalization, by the number of images
    that are evaluated together. In eval mode the batches do not matter, and the line is flat. In training mode dropout
    still drops units; batch normalization uses the mean and the variance of the images that it is given, which a few
    images estimate badly, and images of one class wrongly. The line is the mean over seeds and the band is the interval
    of that mean.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    part = CasePanel("test accuracy (%)", rows, log2_axis, _whole)
    return draw_cases([part], context, "images in a batch", geometric=False)


def _whole(axes: Axes, _accuracies: "pd.Series[float]") -> None:
    percent_axis(axes)
