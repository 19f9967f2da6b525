"""Accuracy, error, bias and variance of random features by their number."""

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from groundwork.figures.shared.axes import log_axis, percent_axis
from groundwork.figures.shared.cases import CasePanel, draw_cases, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.style import INK, MUTED

MEASUREMENT = "bias_and_variance"
PLAIN = "no penalty"
PARTS = {"squared_error": "squared error", "squared_bias": "squared bias", "prediction_variance": "variance"}
HIGHEST = 10.0
"""Errors above this are cut off: at the threshold they are hundreds of times as large as anywhere else."""
TICKS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


def double_descent(tables: Tables, context: FigureContext) -> Drawing:
    """Bias, variance and double descent

    Linear regression on random features of few training images, by the number of features for each image. The
    vertical line is where there are as many features as images, so that the model can fit any labels exactly. Top:
    test accuracy, without a penalty and with a ridge penalty. Bottom, on a logarithmic scale: the test error
    without a penalty and its two parts. The classical picture is the left half: bias falls, variance grows, and the
    best model is in between. Beyond the threshold the variance falls again, as among all exact fits the one of the
    smallest norm is taken. There, values above 10 are cut off, and at the threshold the variance hides the bias,
    which is left out. The line is the mean over seeds, at the bottom the geometric one, and the band is the
    interval of that mean.
    """
    accuracy = measured_rows(tables, MEASUREMENT, "test_accuracy_percent")
    if accuracy.empty:
        return not_measured(MEASUREMENT)
    rows = [measured_rows(tables, MEASUREMENT, metric).assign(part=name) for metric, name in PARTS.items()]
    errors = pd.concat([each[each["case"] == PLAIN] for each in rows], ignore_index=True)
    errors = errors[(errors["metric"] != "squared_bias") | (errors["at"] != 1)]
    parts = [
        CasePanel("test accuracy (%)", accuracy, _capacity_axis, _whole),
        CasePanel("test error without a penalty", errors.assign(case=errors["part"]), _capacity_axis, _capped, True),
    ]
    return draw_cases(parts, context, "features for each training image", geometric=False)


def _capacity_axis(axes: Axes, capacities: Iterable[float]) -> None:
    known = sorted(set(capacities))
    axes.set_xscale("log")
    axes.set_xlim(known[0] / 1.15, max(known[-1], 2 * known[0]) * 1.15)
    axes.xaxis.set_ticks([tick for tick in TICKS if known[0] <= tick <= known[-1]] or known[:1])
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_locator(NullLocator())
    axes.axvline(1, color=INK, alpha=MUTED, linewidth=0.9, linestyle=":", zorder=1)


def _whole(axes: Axes, accuracies: "pd.Series[float]") -> None:
    percent_axis(axes, 0, float(accuracies.max()))


def _capped(axes: Axes, errors: "pd.Series[float]") -> None:
    log_axis(axes, errors.clip(upper=HIGHEST))
