"""How far predicted numbers are off."""

from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.rows import RowPanel, draw_row_panels, variant_rows
from groundwork.figures.shared.series import reported

TITLES = {
    "mean_absolute_error": "mean absolute error (target units, lower is better)",
    "root_mean_squared_error": "root of the mean squared error (target units, lower is better)",
    "r_squared": "R\N{SUPERSCRIPT TWO} (higher is better)",
}


def regression_errors(tables: Tables, context: FigureContext) -> Drawing:
    """Errors of a regression

    How far the predictions for the test split are from the truth at the end of training. The mean absolute error takes
    every distance as it is; the root of the mean squared error gives large misses more weight, and so is never the
    smaller of the two. R squared is the share of the targets' variance that the predictions explain: 0 is what
    always answering the mean gives, 1 is perfect. The large mark is the mean over seeds, which the number on the right
    repeats, the bar the interval of that mean, the small dots are the single seeds. No axis begins at 0 but where its
    numbers do. A cross says that a run diverged; its errors are infinite.
    """
    runs = tables["runs"]
    metrics = [metric for metric in TITLES if metric in runs and reported(runs)[metric].notna().any()]
    if not metrics:
        return nothing_to_draw("The variants of the study tell classes apart and predict no numbers.")
    return draw_row_panels([RowPanel(TITLES[metric], variant_rows(runs, metric)) for metric in metrics], context)
