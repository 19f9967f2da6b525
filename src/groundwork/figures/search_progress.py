"""How good the best network so far is, try by try."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import percent_axis
from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.cases import CasePanel, count_axis, draw_cases, measured_rows
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

SEARCHES = ("grid_search", "random_search", "bayesian_search")
METRIC = "best_validation_accuracy_percent"


def search_progress(tables: Tables, context: FigureContext) -> Drawing:
    """Progress of three ways to search for settings

    Accuracy on validation images of the best network that a search has found so far, after each try. All searches
    try the same number of settings of the same space; only the choice of the next try differs. A line that rises
    early needs few tries; where lines meet at the end, the choice did not matter for so many tries. Best validation
    accuracies flatter: the more tries, the more of it is luck. A line is the mean over seeds, its band the interval
    of that mean. The axis does not begin at 0.
    """
    rows = pd.concat([measured_rows(tables, search, METRIC) for search in SEARCHES], ignore_index=True)
    if rows.empty:
        return nothing_to_draw(f"The study takes none of the measurements {', '.join(SEARCHES)}.")
    rows["case"] = rows["case"].str.replace("bayesian", "Bayesian")
    part = CasePanel("best validation accuracy so far (%)", rows, count_axis, _framed)
    return draw_cases([part], context, "tries", geometric=False)


def _framed(axes: Axes, accuracies: "pd.Series[float]") -> None:
    """Frame all but the lowest tenth; the worst luck of the first tries would press all else flat."""
    percent_axis(axes, float(accuracies.quantile(0.1)), float(accuracies.max()))
