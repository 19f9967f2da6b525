"""Errors of regressions."""

from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.rows import RowPanel, draw_row_panels, variant_rows
from groundwork.figures.shared.series import reported

TITLES = {
    "mean_absolute_error": "mean absolute error (target units, lower is better)",
    "root_mean_squared_error": "root mean squared error (target units, lower is better)",
    "r_squared": "R\N{SUPERSCRIPT TWO} (higher is better)",
}


def regression_errors(tables: Tables, context: FigureContext) -> Drawing:
    """Errors of a regression

    Error of the predictions on the test split at the end of training. The mean absolute error weights all errors
    equally; the root mean squared error gives large errors more weight, so it is never the smaller of the two. R
    squared is the share of the targets' variance that the predictions explain: always predicting the mean gives 0,
    perfect predictions give 1. The large mark is the mean over seeds (also printed on the right), the bar is the
    interval of that mean, and the small dots are single seeds. The axes start at 0 only if their values do. A cross
    shows that a run diverged; its errors are infinite.
    """
    runs = tables["runs"]
    metrics = [metric for metric in TITLES if metric in runs and reported(runs)[metric].notna().any()]
    if not metrics:
        return nothing_to_draw("The variants of the study are classifiers, so there are no regression errors.")
    return draw_row_panels([RowPanel(TITLES[metric], variant_rows(runs, metric)) for metric in metrics], context)
