"""What depth does to the signal and to the gradient, before any training."""

from collections.abc import Iterable

from matplotlib.axes import Axes

from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.cases import CasePanel, count_axis, draw_cases, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT = "signal_through_depth"
TITLES = {
    "activation_std": "standard deviation of the activations",
    "gradient_norm": "norm of the gradient in the layer's weights",
}
LEAST, MOST = 1e-9, 1e9
"""Where the axis ends: what is so small or so large is lost, and more room for it would press all else flat."""


def signal_through_depth(tables: Tables, context: FigureContext) -> Drawing:
    """Signal and gradient on their way through a deep network

    One line for each activation function and rule for the first weights; the network is untrained. Above, how widely
    the outputs of each hidden layer spread, before the nonlinearity: read it from left to right, the way of the
    images. Below, how large the gradient in each layer's weights is: read it from right to left, the way back from
    the loss. Both scales are logarithmic, so that a straight line is a factor per layer. A level line is what a
    rule for the first weights is for. A line that falls is a signal that dies out, one that rises a signal that
    blows up. A line is the geometric mean over seeds, its band the interval of that mean; what leaves the panel is
    cut off, and named at the edge beyond which it went.
    """
    rows = {metric: measured_rows(tables, MEASUREMENT, metric) for metric in TITLES}
    parts = [
        CasePanel(title, rows[metric], count_axis, _limited) for metric, title in TITLES.items() if len(rows[metric])
    ]
    if not parts:
        return not_measured(MEASUREMENT)
    return draw_cases(parts, context, "hidden layer", geometric=True)


def _limited(axes: Axes, values: Iterable[float]) -> None:
    log_axis(axes, [min(max(value, LEAST), MOST) for value in values])
