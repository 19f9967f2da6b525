"""Gradient norm by number of steps back in time."""

from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.cases import CasePanel, count_axis, draw_cases, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT, METRIC = "exploding_gradients", "gradient_norm_ratio"


def exploding_gradients(tables: Tables, context: FigureContext) -> Drawing:
    """Gradient in a recurrent network by steps back in time

    Norm of the gradient with respect to the state of an untrained recurrent network, relative to that at the last
    step. Each step back multiplies it by the same recurrent weights and by the derivative of tanh. If the
    derivative were the same at every step, the norm would change by a constant factor per step, a straight line on
    this logarithmic scale; where the images saturate tanh, the derivative is smaller and the line bends. The
    weights decide whether the norm grows or shrinks. An exploding gradient ruins the weights in one step; with a
    vanishing gradient, the early steps get no signal. The line is the geometric mean over seeds and the band is the
    interval of that mean.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    part = CasePanel("gradient norm relative to the last step", rows, count_axis, log_axis)
    return draw_cases([part], context, "steps back in time", geometric=True)
