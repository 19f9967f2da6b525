"""Perplexity by distance of the dependency."""

from groundwork.dataset.origins import ORIGINS
from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.cases import CasePanel, draw_cases, log2_axis
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.perplexities import NO_PERPLEXITY, PERPLEXITY, SOURCE, has_perplexity, with_source
from groundwork.figures.shared.series import labels_of, reported

DATASET = "dataset"


def perplexity_by_distance(tables: Tables, context: FigureContext) -> Drawing:
    """Perplexity by distance of the dependency

    Test perplexity of each model on languages that differ only in how far back a letter depends on another one; lower
    is better, and both scales are logarithmic. The dotted line is the perplexity of the source, which is the same at
    every distance: no model can be expected below it. An n-gram reads n - 1 letters, so its line jumps up where the
    dependency is longer; a model that stays at the dotted line has learned to look back that far. The line is the
    geometric mean over seeds, the band is the interval of that mean.
    """
    runs = tables["runs"]
    if not has_perplexity(runs) or not all(ORIGINS[name].distance for name in runs[DATASET] if name in ORIGINS):
        return nothing_to_draw(NO_PERPLEXITY)
    rows = reported(runs).assign(
        case=lambda rows: rows["record"].map(labels_of(runs, without=(DATASET,))),
        at=lambda rows: rows[DATASET].map(lambda name: ORIGINS[name].distance),
        value=lambda rows: rows[PERPLEXITY],
    )
    rows = with_source(runs, rows[["case", "seed", "at", "value", "record"]])
    part = CasePanel("test perplexity, logarithmic", rows, log2_axis, log_axis)
    return draw_cases([part], context, "letters back to the farthest dependency", geometric=True, reference=SOURCE)
