"""How often small networks learn XOR."""

from groundwork.figures.shared.cases import measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.rows import Row, RowPanel, draw_row_panels

MEASUREMENT, METRIC = "two_layers_learn_xor", "learned_percent"


def xor_learned(tables: Tables, context: FigureContext) -> Drawing:
    """Networks that learn XOR

    Percentage of random initializations from which a network classifies all four XOR inputs correctly at the end of
    training, by number of hidden units. Without a hidden layer no initialization can succeed, because one straight line
    does not separate the classes. With a hidden layer some weights solve the task, but not every initialization finds
    them: below 100 percent, training got stuck in some runs. A small dot is one seed with its own initializations, the
    large mark is the mean over seeds (also printed on the right), and the bar is the interval of that mean.
    """
    found = measured_rows(tables, MEASUREMENT, METRIC)
    if found.empty:
        return not_measured(MEASUREMENT)
    rows = [Row(str(case), group["value"]) for case, group in found.groupby("case", sort=False)]
    return draw_row_panels([RowPanel("initializations that learn XOR (%)", rows, (0, 100))], context)
