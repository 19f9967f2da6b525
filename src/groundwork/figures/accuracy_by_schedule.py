"""How accurate the network ends, by how the learning rate moves."""

import pandas as pd

from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.dots import NO_ACCURACY, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.grid import Condition, conditions_of, draw_grid
from groundwork.figures.shared.names import name_text
from groundwork.tables.shared.choices import tuned

CONSTANT = "constant"


def accuracy_by_schedule(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy by schedule

    Test accuracy at the end of training: a row for each schedule, a panel for each learning rate that it starts
    from or rises to, the axis the same in all panels. The dotted line is the rate that never moves, so that a mark
    right of it is a schedule that pays. The large mark is the mean over seeds, which the number beside it repeats,
    the bar the interval of that mean, the small dots are the single seeds. The first panel has each schedule at the
    rate that tuning chose for it, on validation images and with other seeds than those drawn; rings show the same
    choice in the other panels. A run that diverged counts as guessing, and a cross in place of the mark says that
    there was one. The axis does not begin at 0.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    rates = conditions_of(runs, "schedule")
    chosen = _chosen(runs) if len(rates) > 1 else {}
    ringed = frozenset(chosen.values())
    first = [Condition("each at its tuned rate", chosen)] * bool(chosen)
    return draw_grid(
        [*first, *(Condition(f"at {each.title}", each.records, ringed) for each in rates)], runs, context, CONSTANT
    )


def _chosen(runs: pd.DataFrame) -> dict[str, str]:
    """Return the record of each schedule at its tuned rate, by the schedule's name."""
    choices = {
        name_text("schedule", schedule): tuned(group) for schedule, group in runs.groupby("schedule", sort=False)
    }
    return {name: choice.record for name, choice in choices.items() if choice and choice.tries > 1}
