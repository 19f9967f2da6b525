"""Loss and accuracy over the epochs, by variant."""

import math

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import log_axis, percent_axis
from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.curves import Limit, Panel, draw_curves, loss_text
from groundwork.figures.shared.dots import NO_ACCURACY, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.series import reported, shown_groups

HIGHEST = 10
"""Losses up to this multiple of the untrained loss are shown; more would flatten the other curves."""


def loss_curves(tables: Tables, context: FigureContext) -> Drawing:
    """Loss over the epochs

    Training and validation loss after each epoch, at the horizons, and at more points within the first epoch; epoch 0
    is the untrained network. Lower is better; the scale is logarithmic. The line is the mean over seeds and the band is
    the interval of that mean. Where the validation loss rises again while the training loss still falls, the network is
    overfitting. A line ends at the last point that all its seeds reached; the label says how many diverged. Values
    above ten times the median loss of the untrained networks are cut off; a line that ends there is labeled at the
    upper edge. When there are many variants, those that share a name have a row of panels of their own, labeled beside
    the right panel.
    """
    highest = HIGHEST * _untrained_loss(tables)

    def limit(axes: Axes, means: "pd.Series[float]") -> None:
        log_axis(axes, means.clip(upper=highest))

    return _curves(tables, context, "loss", f"{loss_text(tables['runs'])}, logarithmic", limit)


def accuracy_curves(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy over the epochs

    Percentage of training images and of validation images classified correctly after each epoch, at the horizons, and
    at more points within the first epoch. Higher is better. The line is the mean over seeds and the band is the
    interval of that mean; the difference between a variant's two lines, left and right, is its generalization gap. The
    axis may leave out the first steps up from guessing. A line ends at the last point that all its seeds reached; the
    label says how many diverged. When there are many variants, those that share a name have a row of panels of their
    own, labeled beside the right panel.
    """
    if not has_accuracy(tables["runs"]):
        return nothing_to_draw(NO_ACCURACY)

    def limit(axes: Axes, means: "pd.Series[float]") -> None:
        percent_axis(axes, min(_lowest_of_variants(tables), means.max()), means.max())

    return _curves(tables, context, "accuracy_percent", "accuracy (%)", limit)


def _curves(tables: Tables, context: FigureContext, column: str, y_text: str, limit: Limit) -> Drawing:
    groups, remark = shown_groups(tables["runs"])
    rows = reported(tables["curves"])
    splits = {"training data": "train", "validation data": "validation"}
    parts = [
        Panel(f"{group}, {title}" if group else title, rows, f"{split}_{column}", shown)
        for group, shown in groups.items()
        for title, split in splits.items()
    ]
    return draw_curves(parts, context, y_text, remark, limit, paired=len(groups) > 1)


def _untrained_loss(tables: Tables) -> float:
    """Return the median loss before training, over variants, seeds and both splits; infinity if there is none."""
    losses = reported(tables["curves"]).query("epoch == 0")[["train_loss", "validation_loss"]].melt()["value"].median()
    return float(losses) if pd.notna(losses) else math.inf


def _lowest_of_variants(tables: Tables) -> float:
    """Return the lowest mean accuracy of any variant from the first epoch on, in percent."""
    trained = reported(tables["curves"]).query("epoch >= 1")
    accuracies = trained[["train_accuracy_percent", "validation_accuracy_percent"]].groupby(trained["record"]).mean()
    return float(accuracies.min().min()) if accuracies.notna().any(axis=None) else 0.0
