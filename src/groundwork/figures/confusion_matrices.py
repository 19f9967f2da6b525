"""Confusion matrices by model."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from groundwork.figures.shared.canvas import WIDTH, Margins, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures.shared.choices import one_per_model
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import wrapped
from groundwork.figures.shared.style import INK, SMALL

RIGHT, WRONG = "#1668b0", "#c2410c"
SMALLEST_PERCENT = 0.5
GAMMA = 0.6
"""Exponent from share to opacity; below 1, so that a few percent are visible."""
WHITE_FROM = 0.75
"""Opacity above which white numbers are more readable than ink, on light and dark backgrounds."""
ACROSS = 10.0
COLUMNS = {1: 1, 2: 2, 3: 3, 4: 2}
MOST_OF_A_PANEL, MOST_OF_A_CELL = 300.0, 72.0
LINE = 11.0


def confusion_matrices(tables: Tables, context: FigureContext) -> Drawing:
    """Confusion matrix

    Each row is a true class and each column a predicted class. The number is the percentage of the row, averaged over
    seeds; values below 0.5 are left out. The blue diagonal is correct and everything else, in red, is a mistake; a
    stronger color means a higher percentage. There is one matrix per model; for a model trained in several ways, it is
    the variant that did best on validation.
    """
    if "confusion" not in tables:
        return nothing_to_draw("No classification run of the study finished, so there are no test results.")
    finished = tables["runs"][tables["runs"]["record"].isin(tables["confusion"]["record"])]
    names, classes = one_per_model(finished), list(context.class_names)
    shares = {record: _shares(tables["confusion"], record, len(classes)) for record in names}
    columns = COLUMNS[len(names)]
    size = _size(classes, columns)
    titles = [wrapped(name, size + 6) for name in names.values()]
    below = LINE if _fits(classes, size) else text_width(classes, SMALL)
    extra, left = LINE * max(title.count("\n") for title in titles), text_width(classes, SMALL) + 28
    right = WIDTH - left - columns * size - (columns - 1) * ACROSS
    margins = Margins(left, right, 18 + extra, below + 44, ACROSS, below + 34 + extra)
    figure, axes = panels(len(names), columns, size, margins)
    for number, (panel, record, title) in enumerate(zip(axes, names, titles, strict=True)):
        panel.set_title(title, linespacing=1.1)
        _draw(panel, shares[record], classes, first=number % columns == 0, upright=not _fits(classes, size))
    x_title(figure, axes, "predicted class", below=below + 10)
    y_title(figure, axes, "true class")
    note(figure, "percent of the true class, mean over seeds")
    parts = [_long(shares[record], classes).assign(model=names[record], record=record) for record in names]
    return Drawing(figure, pd.concat(parts, ignore_index=True))


def _size(classes: list[str], columns: int) -> float:
    """Return the side of a panel in points: as wide as the figure allows, up to a limit per panel and per cell."""
    width = WIDTH - text_width(classes, SMALL) - 28 - 8 - (columns - 1) * ACROSS
    return min(width / columns, MOST_OF_A_PANEL, MOST_OF_A_CELL * len(classes))


def _fits(classes: list[str], size: float) -> bool:
    """Return whether every class name fits horizontally below its column."""
    return text_width(classes, SMALL) + 4 <= size / len(classes)


def _shares(confusion: pd.DataFrame, record: str, classes: int) -> NDArray[np.float64]:
    """Return the percentage of each label's images by prediction, averaged over seeds: (label, predicted)."""
    own = confusion[confusion["record"] == record]
    counts = own.pivot_table(index=["seed", "label"], columns="predicted", values="count", fill_value=0)
    percent = counts.div(counts.sum(axis=1), axis=0) * 100
    mean = percent.groupby("label").mean().reindex(index=range(classes), columns=range(classes), fill_value=0.0)
    return mean.to_numpy(dtype=float)


def _long(shares: NDArray[np.float64], classes: list[str]) -> pd.DataFrame:
    rows = [
        {"label": label, "predicted": predicted, "percent": shares[i, j]}
        for i, label in enumerate(classes)
        for j, predicted in enumerate(classes)
    ]
    return pd.DataFrame(rows)


def _draw(axes: Axes, shares: NDArray[np.float64], classes: list[str], *, first: bool, upright: bool) -> None:
    count = len(classes)
    opacity = np.where(shares > SMALLEST_PERCENT, (np.clip(shares, 0, 100) / 100) ** GAMMA, 0.0)
    for i, j in zip(*np.nonzero(opacity), strict=True):
        fill = to_rgba(RIGHT if i == j else WRONG, opacity[i, j])
        axes.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=fill, linewidth=0, clip_on=False))
        color = "white" if opacity[i, j] >= WHITE_FROM else INK
        axes.text(j, i, f"{shares[i, j]:.0f}", ha="center", va="center_baseline", size=SMALL - 0.7, color=color)
    axes.set_xlim(-0.5, count - 0.5)
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_xticks(range(count), labels=classes, rotation=90 if upright else 0)
    axes.set_yticks(range(count), labels=classes if first else [""] * count)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
