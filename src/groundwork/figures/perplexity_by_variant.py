"""Perplexity of each language model, and at the last place alone."""

import pandas as pd

from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.perplexities import (
    NO_PERPLEXITY,
    PERPLEXITY,
    SOURCE,
    SOURCE_PERPLEXITY,
    has_perplexity,
    models_of,
)
from groundwork.figures.shared.rows import Row, RowPanel, draw_row_panels
from groundwork.figures.shared.series import divergence_note, reported
from groundwork.figures.shared.style import SERIES

TITLES = {
    PERPLEXITY: "test perplexity",
    "last_place_perplexity": "at the last position of a window, where nothing can be read ahead",
}


def perplexity_by_variant(tables: Tables, context: FigureContext) -> Drawing:
    """Perplexity of every model and of the source

    Further left is better; a perplexity of 16 is guessing among the 16 letters. The last row is the source of the
    language: no model of the next letter can be expected to its left. Top: all positions with enough context.
    Bottom: only the last letter of each window, after which there is nothing that a network without a causal mask
    could read. A model that is left of the source at the top and far to the right at the bottom has learned to
    copy, not to predict. The large mark is the mean over seeds (also printed on the right), the bar is the interval
    of that mean, and the small dots are single seeds.
    """
    runs = tables["runs"]
    if not has_perplexity(runs):
        return nothing_to_draw(NO_PERPLEXITY)
    return draw_row_panels(
        [RowPanel(title, _rows(reported(runs), metric)) for metric, title in TITLES.items()], context
    )


def _rows(runs: pd.DataFrame, metric: str) -> list[Row]:
    rows = []
    for record, name in models_of(runs).items():
        own = runs[runs["record"] == record]
        rows.append(Row(name, own[metric], divergence_note=divergence_note(own)))
    known = runs[SOURCE_PERPLEXITY].dropna().head(1)
    return [*rows, *([Row(SOURCE, known, SERIES[1])] if len(known) else [])]
