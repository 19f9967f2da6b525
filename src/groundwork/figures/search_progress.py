"""Best validation accuracy so far of hyperparameter searches, by trial."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import percent_axis
from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.cases import CasePanel, count_axis, draw_cases, measured_rows
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

SEARCHES = ("grid_search", "random_search", "bayesian_search")
METRIC = "best_validation_accuracy_percent"


def search_progress(tables: Tables, context: FigureContext) -> Drawing:
    """Progress of three hyperparameter searches

    Validation accuracy of the best network that a search has found so far, after each trial. All searches run the same
    number of trials in the same search space; only the choice of the next trial differs. A line that rises early needs
    few trials; where the lines meet at the end, the method did not matter for that many trials. The best validation
    accuracy is biased upward: the more trials, the more of it is luck. The line is the mean over seeds and the band is
    the interval of that mean. The axis does not start at 0.
    """
    rows = pd.concat([measured_rows(tables, search, METRIC) for search in SEARCHES], ignore_index=True)
    if rows.empty:
        return nothing_to_draw(f"The study has none of the measurements {', '.join(SEARCHES)}.")
    rows["case"] = rows["case"].str.replace("bayesian", "Bayesian")
    part = CasePanel("best validation accuracy so far (%)", rows, count_axis, _framed)
    return draw_cases([part], context, "trials", geometric=False)


def _framed(axes: Axes, accuracies: "pd.Series[float]") -> None:
    """Set the axis to all but the lowest tenth; otherwise unlucky first trials would flatten the rest."""
    percent_axis(axes, float(accuracies.quantile(0.1)), float(accuracies.max()))
