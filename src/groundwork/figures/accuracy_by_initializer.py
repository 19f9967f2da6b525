"""How accurate networks end, by what their weights began as."""

from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.dots import NO_ACCURACY, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.grid import conditions_of, draw_grid


def accuracy_by_initializer(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy by initializer

    Test accuracy at the end of training: a row for each initializer, a panel for each network, the axis the same in
    all panels. The large mark is the mean over seeds, which the number beside it repeats, the bar the interval of
    that mean, the small dots are the single seeds. A mark at the dotted line is a network that has learned nothing.
    Look along a row for what the depth and the activation make of one initializer, down a panel for which of them a
    network can do without. A run that diverged counts as guessing, and a cross in place of the mark says that there
    was one; a dash is a pair that the study leaves out.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    return draw_grid(conditions_of(runs, "initializer"), runs, context)
