"""What each model takes for what."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from groundwork.figures._canvas import WIDTH, Room, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures._choices import one_per_model
from groundwork.figures._drawing import Drawing, FigureContext, Tables
from groundwork.figures._style import INK, SMALL

RIGHT, WRONG = "#1668b0", "#c2410c"
SMALLEST_PERCENT = 0.5
GAMMA = 0.6
"""The exponent from share to opacity; below 1, so that a few percent can be seen."""
WHITE_FROM = 0.75
"""The opacity from which white numbers are easier to read than ink, on white paper as well as on a dark screen."""
COLUMNS = {1: 1, 2: 2, 3: 3, 4: 2}
MOST_OF_A_PANEL = 300.0


def confusion_matrices(tables: Tables, context: FigureContext) -> Drawing:
    """What is taken for what

    Each row holds the test images of one class, each column those that the network takes for one; the number is the
    percentage of the row, the mean over seeds, left out below a half. The diagonal, blue, is right; everything
    else, red, is a mistake, and the stronger the color the more often it happens. One matrix per model; where a
    model was trained in several ways, it is the one that did best on validation images.
    """
    if "confusion" not in tables:
        return nothing_to_draw("No run of the study finished, so no test was read.")
    finished = tables["runs"][tables["runs"]["record"].isin(tables["confusion"]["record"])]
    names, classes = one_per_model(finished), list(context.class_names)
    shares = {record: _shares(tables["confusion"], record, len(classes)) for record in names}
    labels, columns = text_width(classes, SMALL), COLUMNS[len(names)]
    room = Room(left=labels + 28, across=10, bottom=labels + 44, right=8, down=labels + 34)
    size = (WIDTH - room.left - room.right - (columns - 1) * room.across) / columns
    extra = max(size - MOST_OF_A_PANEL, 0)
    room = Room(room.left, room.right + extra, room.top, room.bottom, room.across, room.down)
    figure, axes = panels(len(names), columns, size - extra, room)
    for number, (panel, record) in enumerate(zip(axes, names, strict=True)):
        panel.set_title(names[record])
        _draw(panel, shares[record], classes, first=number % columns == 0)
    x_title(figure, axes, "what the network says", below=labels + 10)
    y_title(figure, axes, "true class")
    note(figure, "percent of the images of the true class, mean over seeds")
    parts = [_long(shares[record], classes).assign(model=names[record], record=record) for record in names]
    return Drawing(figure, pd.concat(parts, ignore_index=True))


def _shares(confusion: pd.DataFrame, record: str, classes: int) -> NDArray[np.float64]:
    """Return the percentage of each label's images by prediction, the mean over seeds: (label, predicted)."""
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


def _draw(axes: Axes, shares: NDArray[np.float64], classes: list[str], *, first: bool) -> None:
    count = len(classes)
    opacity = np.where(shares > SMALLEST_PERCENT, (np.clip(shares, 0, 100) / 100) ** GAMMA, 0.0)
    for i, j in zip(*np.nonzero(opacity), strict=True):
        fill = to_rgba(RIGHT if i == j else WRONG, opacity[i, j])
        axes.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=fill, linewidth=0, clip_on=False))
        color = "white" if opacity[i, j] >= WHITE_FROM else INK
        axes.text(j, i, f"{shares[i, j]:.0f}", ha="center", va="center_baseline", size=SMALL - 0.7, color=color)
    axes.set_xlim(-0.5, count - 0.5)
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_xticks(range(count), labels=classes, rotation=90)
    axes.set_yticks(range(count), labels=classes if first else [""] * count)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
