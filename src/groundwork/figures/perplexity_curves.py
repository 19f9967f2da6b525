"""Perplexity over the steps."""

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from groundwork.figures.shared.axes import few_ticks, log_axis
from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.cases import CasePanel, draw_cases
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.perplexities import NO_PERPLEXITY, SOURCE, has_perplexity, one_per_family, with_source
from groundwork.figures.shared.series import reported

COLUMN = "validation_perplexity"


def perplexity_curves(tables: Tables, context: FigureContext) -> Drawing:
    """Perplexity over the steps of training

    Perplexity on validation data after each number of optimizer steps, at the tuned learning rate where one was tuned;
    lower is better, and both scales are logarithmic. Tables of n-grams are counted and not trained: their lines are
    level. The dotted line is the perplexity of the source, below which no model of the next letter can be expected: one
    that falls below it has read the letter that it was to predict. The line is the geometric mean over seeds, the band
    is the interval of that mean.
    """
    runs = tables["runs"]
    if not has_perplexity(runs):
        return nothing_to_draw(NO_PERPLEXITY)
    curves = reported(tables["curves"])
    trained = curves[curves["step"] > 0]
    if trained.empty:
        return nothing_to_draw("All models of the study are counted, so there are no steps.")
    ends = (float(trained["step"].min()), float(trained["step"].max()))
    parts = []
    for name, record in one_per_family(runs).items():
        own = curves[curves["record"] == record]
        is_counted = own["step"].max() == 0
        places = [own.assign(step=end) for end in ends] if is_counted else [own[own["step"] > 0]]
        parts += [place.assign(case=name) for place in places]
    rows = pd.concat(parts).rename(columns={"step": "at", COLUMN: "value"})
    rows = with_source(runs, rows[["case", "seed", "at", "value", "record"]])
    part = CasePanel("validation perplexity, logarithmic", rows, _step_axis, log_axis)
    return draw_cases([part], context, "optimizer steps, logarithmic", geometric=True, reference=SOURCE)


def _step_axis(axes: Axes, places: Iterable[float]) -> None:
    """Make the x axis logarithmic from the first to the last step."""
    known = sorted(set(places))
    axes.set_xscale("log")
    axes.set_xlim(known[0], max(known[-1], known[0] + 1))
    ticks = few_ticks(*axes.get_xlim())
    axes.xaxis.set_ticks(ticks, labels=[f"{tick:,g}" for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
