"""Perplexity over the steps."""

import pandas as pd

from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.cases import CasePanel, draw_cases
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.perplexities import (
    NO_PERPLEXITY,
    SOURCE,
    has_perplexity,
    models_of,
    step_axis,
    with_source,
)
from groundwork.figures.shared.series import reported

COLUMN = "validation_perplexity"


def perplexity_curves(tables: Tables, context: FigureContext) -> Drawing:
    """Perplexity over the steps of training

    Perplexity on validation data after each number of optimizer steps; lower is better, and both scales are
    logarithmic. N-gram models are counted, not trained, so their lines are horizontal. The dotted line is the
    perplexity of the source, below which no model of the next letter can be expected: one that falls below it has
    read the letter that it should predict. The line is the geometric mean over seeds, the band is the interval of
    that mean.
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
    for record, name in models_of(reported(runs)).items():
        own = curves[curves["record"] == record]
        is_counted = own["step"].max() == 0
        places = [own.assign(step=end) for end in ends] if is_counted else [own[own["step"] > 0]]
        parts += [place.assign(case=name) for place in places]
    rows = pd.concat(parts).rename(columns={"step": "at", COLUMN: "value"})
    part = CasePanel("validation perplexity, logarithmic", with_source(runs, rows), step_axis, log_axis)
    return draw_cases([part], context, "optimizer steps, logarithmic", geometric=True, reference=SOURCE)
