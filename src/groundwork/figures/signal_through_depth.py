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
"""Limits of the axis: a wider range would flatten the other lines."""


def signal_through_depth(tables: Tables, context: FigureContext) -> Drawing:
    """Signal and gradient through a deep network

    One line per combination of activation and initializer; the network is untrained. Top: the standard deviation of
    each hidden layer's outputs before the nonlinearity; read it from left to right, in the direction of the forward
    pass. Bottom: the norm of the gradient in each layer's weights; read it from right to left, in the direction of the
    backward pass. Both scales are logarithmic, so a straight line is a constant factor per layer. A horizontal line is
    the goal of an initializer. A falling line is a signal that vanishes, a rising line one that explodes. The line is
    the geometric mean over seeds and the band is the interval of that mean; values outside the panel are cut off and
    labeled at the edge.
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
