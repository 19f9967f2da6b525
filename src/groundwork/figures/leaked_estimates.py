"""What cross-validation promises on noise."""

import pandas as pd

from groundwork.figures.shared.cases import measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.rows import Row, RowPanel, draw_row_panels
from groundwork.figures.shared.style import INK

MEASUREMENT, METRIC = "features_chosen_too_early", "estimate_percent"
TRUTH = 50.0


def leaked_estimates(tables: Tables, context: FigureContext) -> Drawing:
    """Cross-validation on noise, with and without leakage

    Accuracy that cross-validation estimates on features that have nothing to do with the labels; the ring is the
    true accuracy, because no classifier can be better than chance. If the features are chosen by their relation to
    the labels of all rows, those of the held-out rows have already been used. If they are chosen separately in each
    fold, without its held-out rows, the estimate is unbiased. A small dot is one seed, the large mark is the mean
    over seeds (also printed on the right), and the bar is the interval of that mean.
    """
    found = measured_rows(tables, MEASUREMENT, METRIC)
    if found.empty:
        return not_measured(MEASUREMENT)
    rows = [Row(str(case), group["value"]) for case, group in found.groupby("case", sort=False)]
    truth = Row("truth", pd.Series([TRUTH]), INK, hollow=True)
    return draw_row_panels([RowPanel("estimated accuracy (%)", [truth, *rows], (0, 100))], context)
