"""How well a linear classifier tells classes apart by the outputs of each hidden layer."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import percent_axis
from groundwork.figures.shared.cases import CasePanel, count_axis, draw_cases, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT, METRIC = "linear_probes", "probe_accuracy_percent"


def linear_probes(tables: Tables, context: FigureContext) -> Drawing:
    """What a linear classifier can tell from each layer

    Test accuracy of a linear classifier, called a probe, that is given nothing but the outputs of one hidden layer; at
    0 it is given the input itself. The network stays as it is: the probe only reads. One line is the trained network,
    the other the same network with the weights that it started from. A line that rises is a network whose layers make
    the classes easier to tell apart by a line; one that falls loses something of what the input tells. The distance
    between the lines is what training did. The input may have many more numbers than a layer, which helps its probe. A
    line is the mean over seeds, its band the interval of that mean. The axis does not begin at 0.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    part = CasePanel("test accuracy of a linear classifier (%)", rows, count_axis, _framed)
    return draw_cases([part], context, "hidden layer (0: the input)", geometric=False)


def _framed(axes: Axes, accuracies: "pd.Series[float]") -> None:
    percent_axis(axes, float(accuracies.min()), float(accuracies.max()))
