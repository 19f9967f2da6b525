"""What is left of the gradient in the first layer as networks get deeper."""

from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.cases import CasePanel, count_axis, draw_cases, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT, METRIC = "sigmoid_gradient_by_depth", "gradient_norm_ratio"
REFERENCE = "0.25 for each further layer"


def gradient_by_depth(tables: Tables, context: FigureContext) -> Drawing:
    """Gradient in the first layer by depth

    How large the gradient in the first layer's weights is in untrained networks of more and more hidden layers, as a
    share of that in a network with one; the scale is logarithmic. The dotted line is no measurement but a rule of
    thumb: the slope of the sigmoid is at most a quarter, and if every further layer let exactly that much pass, this
    would be left. A line below it falls faster than the rule says; a level line is a gradient that reaches the first
    layer whatever the depth. A line is the geometric mean over seeds, its band the interval of that mean.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    part = CasePanel("share of the gradient with one hidden layer", rows, count_axis, log_axis)
    return draw_cases([part], context, "hidden layers", geometric=True, reference=REFERENCE)
