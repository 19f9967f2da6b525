"""Weights that a penalty sets to zero, and what that costs."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import percent_axis, rate_axis
from groundwork.figures.shared.cases import CasePanel, draw_cases, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT = "weights_set_to_zero"


def zero_weights(tables: Tables, context: FigureContext) -> Drawing:
    """Weights that are exactly zero, by penalty

    Softmax regression with an L1 or an L2 penalty, by the strength of the penalty, which grows to the right on a
    logarithmic scale. Top: how many weights are exactly zero. Bottom: test accuracy; its axis does not start at 0. The
    L1 penalty is applied in two ways. Its proximal step moves each weight toward zero and stops there; its gradient,
    which is what a term in the loss gives, carries a small weight from one side of zero to the other and back. The line
    is the mean over seeds and the band is the interval of that mean.
    """
    zeros = measured_rows(tables, MEASUREMENT, "zero_weights_percent")
    accuracies = measured_rows(tables, MEASUREMENT, "test_accuracy_percent")
    if zeros.empty:
        return not_measured(MEASUREMENT)
    parts = [
        CasePanel("weights that are exactly zero (%)", zeros, rate_axis, _from_zero),
        CasePanel("test accuracy (%)", accuracies, rate_axis, _framed),
    ]
    return draw_cases(parts, context, "strength of the penalty", geometric=False)


def _from_zero(axes: Axes, percents: "pd.Series[float]") -> None:
    percent_axis(axes, 0, float(percents.max()))


def _framed(axes: Axes, accuracies: "pd.Series[float]") -> None:
    percent_axis(axes, float(accuracies.min()), float(accuracies.max()))
