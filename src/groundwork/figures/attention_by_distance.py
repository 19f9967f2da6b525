"""Attention of a language model by distance."""

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.cases import CasePanel, draw_cases, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT, METRIC = "attention_by_distance", "attention_percent"


def attention_by_distance(tables: Tables, context: FigureContext) -> Drawing:
    """Attention of a trained transformer by distance

    Attention weight of each letter before the predicted one, averaged over windows and positions; distance 1 is the
    last letter that was read. A peak at the distance of the language's dependency means that the network has
    learned which letter matters. One line is, for each distance, the head that attends to it most; the other is the
    mean of the heads. Uniform attention would be a horizontal line. The line is the mean over seeds, the band is
    the interval of that mean.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    part = CasePanel("attention (%)", rows, _distance_axis, _percents)
    return draw_cases([part], context, "letters before the predicted one", geometric=False)


def _distance_axis(axes: Axes, distances: Iterable[float]) -> None:
    """Make the x axis linear with ticks at 1, 2, 4, ..., the distances of the languages."""
    last = max(distances)
    axes.set_xlim(1, max(last, 2))
    axes.set_xticks([2**power for power in range(int(last).bit_length())])


def _percents(axes: Axes, percents: "pd.Series[float]") -> None:
    axes.set_ylim(0, max(1.05 * float(percents.max()), 1.0))
