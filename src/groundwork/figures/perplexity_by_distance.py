"""Perplexity by distance of the dependency."""

import pandas as pd

from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.cases import CasePanel, draw_cases, log2_axis
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.perplexities import (
    NO_PERPLEXITY,
    PERPLEXITY,
    SOURCE,
    distance_of,
    has_distances,
    models_of,
    with_source,
)
from groundwork.figures.shared.series import reported

HORIZON, COUNTED = "horizon", 0


def perplexity_by_distance(tables: Tables, context: FigureContext) -> Drawing:
    """Perplexity by distance of the dependency

    Test perplexity of each model on languages that differ only in how far back a letter depends on another one;
    lower is better, and both scales are logarithmic. Networks are evaluated after the largest number of steps that
    all of them took; n-grams are counted. The dotted line is the perplexity of the source, which is the same at
    every distance: no model can be expected below it. An n-gram reads n - 1 letters, so its line jumps up where the
    dependency is longer; a network that stays at the dotted line has learned to look back that far. The line is the
    geometric mean over seeds, the band is the interval of that mean.
    """
    if not has_distances(tables["runs"]):
        return nothing_to_draw(NO_PERPLEXITY)
    rows, steps = _at_common_horizon(tables)
    names = models_of(rows)
    rows = rows.assign(case=rows["record"].map(names), at=rows["dataset"].map(distance_of), value=rows[PERPLEXITY])
    title = "test perplexity, logarithmic" + (f"; networks after {steps:,} steps" if steps else "")
    part = CasePanel(title, with_source(rows, rows), log2_axis, log_axis)
    return draw_cases([part], context, "letters back to the farthest dependency", geometric=True, reference=SOURCE)


def _at_common_horizon(tables: Tables) -> tuple[pd.DataFrame, int]:
    """Return the reported runs after the most steps that all networks were read at, and that number; 0 for none."""
    rows = reported(tables.get("horizons", tables["runs"].assign(horizon=COUNTED)))
    read = [set(own[HORIZON]) - {COUNTED} for _, own in rows.groupby("record")]
    common = set.intersection(*(each for each in read if each)) if any(read) else set()
    steps = int(max(common, default=COUNTED))
    return rows[rows[HORIZON].isin([steps, COUNTED])], steps
