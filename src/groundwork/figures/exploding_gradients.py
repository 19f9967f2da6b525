"""How the gradient grows or shrinks on its way back in time."""

from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.cases import CasePanel, count_axis, draw_cases, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT, METRIC = "exploding_gradients", "gradient_norm_ratio"


def exploding_gradients(tables: Tables, context: FigureContext) -> Drawing:
    """Gradient in a recurrent network by steps back in time

    How large the gradient in the state of an untrained recurrent network is, as a multiple of that at the last step.
    Every step back multiplies it by the same recurrent weights and by the slopes of tanh. Were the slopes the same at
    every step, it would change by one factor a step, a straight line on this logarithmic scale; where the images
    saturate tanh, the slopes are smaller and the line bends. Weights decide whether it grows or shrinks. A gradient
    that explodes throws the weights far off in one step; one that vanishes tells the early steps nothing. A line is
    the geometric mean over seeds, its band the interval of that mean.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    part = CasePanel("multiple of the gradient at the last step", rows, count_axis, log_axis)
    return draw_cases([part], context, "steps back in time", geometric=True)
