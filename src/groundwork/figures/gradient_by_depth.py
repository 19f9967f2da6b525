"""Gradient norm in the first layer by depth."""

from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.cases import CasePanel, count_axis, draw_cases, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT, METRIC = "sigmoid_gradient_by_depth", "gradient_norm_ratio"
REFERENCE = "0.25 for each further layer"


def gradient_by_depth(tables: Tables, context: FigureContext) -> Drawing:
    """Gradient in the first layer by depth

    Norm of the gradient in the first layer's weights of untrained networks by number of hidden layers, relative to a
    network with one; the scale is logarithmic. The dotted line is not a measurement but a rule of thumb: the derivative
    of the sigmoid is at most 1/4, and this would be left if each further layer passed exactly that much. A line below
    it falls faster than the rule predicts; a horizontal line means that the gradient reaches the first layer at any
    depth. The line is the geometric mean over seeds and the band is the interval of that mean.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    part = CasePanel("gradient norm relative to one hidden layer", rows, count_axis, log_axis)
    return draw_cases([part], context, "hidden layers", geometric=True, reference=REFERENCE)
