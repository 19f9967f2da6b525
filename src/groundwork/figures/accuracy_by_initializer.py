"""Final accuracy by initializer."""

from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.dots import NO_ACCURACY, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.grid import conditions_of, draw_grid


def accuracy_by_initializer(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy by initializer

    Test accuracy at the end of training: one row per initializer and one panel per network, with the same axis in all
    panels. The large mark is the mean over seeds (also printed beside it), the bar is the interval of that mean, and
    the small dots are single seeds. A mark at the dotted line is a network that has learned nothing. Compare along a
    row to see how one initializer depends on depth and activation; compare down a panel to see which initializers work
    for one network. A diverged run counts as guessing; a cross in place of the mark shows that there was one. A dash is
    a combination that the study does not train.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    return draw_grid(conditions_of(runs, "initializer"), runs, context)
