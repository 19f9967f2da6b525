"""Final accuracy by learning-rate schedule."""

import pandas as pd

from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.dots import NO_ACCURACY, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.grid import Condition, conditions_of, draw_grid
from groundwork.figures.shared.names import name_text
from groundwork.figures.shared.series import reported_records
from groundwork.tables.shared.choices import tuned

CONSTANT = "constant"


def accuracy_by_schedule(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy by schedule

    Test accuracy at the end of training: one row per schedule and one panel per base learning rate (the rate that it
    starts from or rises to), with the same axis in all panels. The dotted line is the constant learning rate, so a mark
    to the right of it is a schedule that helps. The large mark is the mean over seeds (also printed beside it), the bar
    is the interval of that mean, and the small dots are single seeds. The first panel shows each schedule at its tuned
    learning rate, chosen on validation images with seeds other than those drawn; rings mark the same choice in the
    other panels. A dash stands for a learning rate that was tried but not reported. A diverged run counts as guessing;
    a cross in place of the mark shows that there was one. The axis does not start at 0.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    rates = conditions_of(runs, "schedule")
    chosen = _chosen(runs) if len(rates) > 1 else {}
    ringed = frozenset(chosen.values())
    first = [Condition("tuned learning rates", chosen)] * bool(chosen)
    return draw_grid(
        [*first, *(Condition(f"at {each.title}", each.records, ringed) for each in rates)], runs, context, CONSTANT
    )


def _chosen(runs: pd.DataFrame) -> dict[str, str]:
    """Return the record of each schedule at its tuned learning rate, by the schedule's name."""
    choices = {
        name_text("schedule", schedule): tuned(group) for schedule, group in runs.groupby("schedule", sort=False)
    }
    shown = reported_records(runs)
    return {
        name: choice.record
        for name, choice in choices.items()
        if choice and choice.tries > 1 and choice.record in shown
    }
