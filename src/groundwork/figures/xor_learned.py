"""How often small networks learn XOR."""

from groundwork.figures.shared.cases import measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.rows import Row, RowPanel, draw_row_panels

MEASUREMENT, METRIC = "two_layers_learn_xor", "learned_percent"


def xor_learned(tables: Tables, context: FigureContext) -> Drawing:
    """Networks that learn XOR

    In how many percent of random starts a network answers all four inputs of XOR right at the end of training, by its
    hidden units. Without a hidden layer no start can succeed, for one straight line does not part the answers. With
    a hidden layer some weights solve the task, but not every start finds them: below 100 percent, training got stuck.
    A small dot is one seed with its own starts, the large mark the mean over seeds, which the number on the right
    repeats, the bar the interval of that mean.
    """
    found = measured_rows(tables, MEASUREMENT, METRIC)
    if found.empty:
        return not_measured(MEASUREMENT)
    rows = [Row(str(case), group["value"]) for case, group in found.groupby("case", sort=False)]
    return draw_row_panels([RowPanel("starts that learn XOR (%)", rows, (0, 100))], context)
