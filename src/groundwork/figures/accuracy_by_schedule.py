"""Final accuracy by learning-rate schedule."""

import pandas as pd

from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.dots import NO_ACCURACY, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.grid import Condition, conditions_of, draw_grid
from groundwork.figures.shared.names import name_text
from groundwork.figures.shared.series import longest, reported_records
from groundwork.tables.shared.choices import tuned

CONSTANT = "constant"


def accuracy_by_schedule(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy by schedule

    Test accuracy at the end of training: one row per schedule and one panel per base learning rate (the rate that it
    starts from or rises to), with the same axis in all panels. The dotted line is the constant learning rate, so a mark
    to the right of it is a schedule that helps. The large mark is the mean over seeds (also printed beside it), the bar
    is the interval of that mean, and the small dots are single seeds. The first panel shows each schedule at its tuned
    learning rate, chosen on validation images with seeds other than those drawn; rings mark the same choice in the
    other panels. Of several lengths of training, the longest is shown. A dash stands for a learning rate that was tried
    but not reported. A diverged run counts as guessing; a cross in place of the mark shows that there was one. The axis
    does not start at 0.
    """
    runs = longest(tables["runs"])
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    rates = conditions_of(runs, "schedule")
    chosen = _tuned_conditions(runs) if len(rates) > 1 else []
    ringed = frozenset(record for each in chosen for record in each.records.values())
    at_rates = [Condition(f"at {each.title}", each.records, ringed) for each in rates]
    others = [each for each in at_rates if not ringed.issuperset(each.records.values())]
    return draw_grid([*chosen, *(others if chosen else at_rates)], runs, context, CONSTANT)


def _tuned_conditions(runs: pd.DataFrame) -> list[Condition]:
    """Return a panel of each schedule at its tuned learning rate, if a rate was chosen among several."""
    shown = reported_records(runs)
    choices = {name_text("schedule", schedule): tuned(own) for schedule, own in runs.groupby("schedule", sort=False)}
    records = {
        name: choice.record
        for name, choice in choices.items()
        if choice and choice.tries > 1 and choice.record in shown
    }
    return [Condition("tuned learning rates", records)] * bool(records)
