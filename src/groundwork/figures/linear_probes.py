"""Accuracy of linear probes on the outputs of each hidden layer."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import percent_axis
from groundwork.figures.shared.cases import CasePanel, count_axis, draw_cases, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT, METRIC = "linear_probes", "probe_accuracy_percent"


def linear_probes(tables: Tables, context: FigureContext) -> Drawing:
    """Linear probes by layer

    Test accuracy of a linear classifier, called a probe, trained on the outputs of one hidden layer; layer 0 is the
    input. The network is not changed: the probe only reads it. One line is the trained network, the other is the same
    network with its initial weights. A rising line means that the layers make the classes easier to separate linearly;
    a falling line means that they lose information about the input. The difference between the lines is the effect of
    training. The input may have many more dimensions than a layer, which helps its probe. The line is the mean over
    seeds and the band is the interval of that mean. The axis does not start at 0.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    part = CasePanel("test accuracy of a linear classifier (%)", rows, count_axis, _framed)
    return draw_cases([part], context, "hidden layer (0: the input)", geometric=False)


def _framed(axes: Axes, accuracies: "pd.Series[float]") -> None:
    percent_axis(axes, float(accuracies.min()), float(accuracies.max()))
