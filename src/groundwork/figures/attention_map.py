"""A heat map of attention weights."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from groundwork.dataset.number_words import EXAMPLE, english
from groundwork.figures.shared.canvas import Margins, note, panels, text_width, x_title, y_title
from groundwork.figures.shared.cases import measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.style import INK, SMALL

MEASUREMENT, METRIC = "attention_map", "attention_percent"
BLUE, ROW = "#1668b0", 17.0
SMALLEST_PERCENT = 10.0
STRONGEST = 0.9
"""Opacity of the highest weight of all."""
WHITE_FROM = 0.75
"""Opacity above which white numbers are more readable than ink, on light and dark backgrounds."""


def attention_map(tables: Tables, context: FigureContext) -> Drawing:  # noqa: ARG001
    """Attention while translating one number

    Each row is a word of the German translation and each column a word of the English number. The number is the
    weight in percent of the encoder state after that English word when the decoder generates the German one; a row
    adds up to 100, and numbers below 10 are left out. A stronger color means a higher weight. German says the ones
    before the tens (four and fifty), so a network that attends to the word being translated leaves the diagonal
    there. This number was not in the training data. Weights are means over seeds.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    means = rows.groupby(["case", "at"], sort=False)["value"].mean().reset_index()
    written, read = list(dict.fromkeys(means["case"])), english(EXAMPLE)
    words = [case.partition(" ")[2] for case in written]
    left, below = text_width(words, SMALL) + 28, text_width(read, SMALL)
    figure, (axes,) = panels(1, 1, ROW * len(words), Margins(left=left, top=8, bottom=below + 46))
    weights = _weights(means, written)
    for (row, place), weight in weights.items():
        _draw_cell(axes, row, place, weight, STRONGEST * weight / max(weights.values()))
    axes.set_xlim(0.5, len(read) + 0.5)
    axes.set_ylim(len(words) - 0.5, -0.5)
    axes.set_xticks(range(1, len(read) + 1), labels=read, rotation=90)
    axes.set_yticks(range(len(words)), labels=words)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    x_title(figure, [axes], "English word read", below=below + 10)
    y_title(figure, [axes], "German word generated")
    seeds = rows["seed"].nunique()
    note(figure, f"mean of {seeds} seeds" if seeds > 1 else "one seed")
    return Drawing(figure, means.assign(n=seeds))


def _weights(means: pd.DataFrame, written: list[str]) -> dict[tuple[int, float], float]:
    """Return the known weights in percent by row, from 0, and place."""
    keys = zip(means["case"].map(written.index), means["at"], strict=True)
    return {key: weight for key, weight in zip(keys, means["value"], strict=True) if np.isfinite(weight)}


def _draw_cell(axes: Axes, row: int, place: float, weight: float, opacity: float) -> None:
    axes.add_patch(Rectangle((place - 0.5, row - 0.5), 1, 1, facecolor=to_rgba(BLUE, opacity), linewidth=0))
    if weight >= SMALLEST_PERCENT:
        color = "white" if opacity >= WHITE_FROM else INK
        axes.text(place, row, f"{weight:.0f}", ha="center", va="center_baseline", size=SMALL - 0.7, color=color)
