"""Curves where each family of variants has the rate that suits it, beside one rate for all."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import log_axis, percent_axis, rate_text
from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.curves import Limit, Panel, draw_curves, loss_text
from groundwork.figures.shared.dots import NO_ACCURACY, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.families import Family, families_of, shared_rate
from groundwork.figures.shared.series import looks, reported

LEFT_OUT = 0.35
"""The share of all means, the lowest, that the axis may leave out: those of the first epochs."""


def loss_curves_tuned(tables: Tables, context: FigureContext) -> Drawing:
    """Training loss with the learning rate tuned, and with one rate for all

    The loss on training data at the end of each epoch; epoch 0 is the untrained network. Lower is better;
    the scale is logarithmic. In one panel each line has the rate that did best on validation images, with other
    seeds than those drawn; in the other all have the same rate. An order that changes from one panel to the other
    is the work of the rate and not of what is compared. A line is the mean over seeds, its band the interval of
    that mean.
    """
    y_text = f"training {loss_text(tables['runs'])}, logarithmic"
    return _tuned(tables, context, "train_loss", y_text, log_axis)


def accuracy_curves_tuned(tables: Tables, context: FigureContext) -> Drawing:
    """Validation accuracy with the learning rate tuned, and with one rate for all

    Percent of validation images classified correctly at the end of each epoch, of those images that also chose the
    rates. Higher is better. In one panel each line has the rate that did best on them, with other seeds than those
    drawn; in the other all have the same rate. An order that changes from one panel to the other is the work of the
    rate and not of what is compared. A line is the mean over seeds, its band the interval of that mean. The axis may
    leave out the first steps up from guessing.
    """
    if not has_accuracy(tables["runs"]):
        return nothing_to_draw(NO_ACCURACY)

    def limit(axes: Axes, means: "pd.Series[float]") -> None:
        percent_axis(axes, float(means.quantile(LEFT_OUT)), float(means.max()))

    return _tuned(tables, context, "validation_accuracy_percent", "validation accuracy (%)", limit)


def _tuned(tables: Tables, context: FigureContext, column: str, y_text: str, limit: Limit) -> Drawing:
    groups = families_of(tables["runs"])
    rows = reported(tables["curves"])
    parts = [
        Panel(title, rows, column, looks(tables["runs"], list(labels), labels))
        for title, labels in _panels(groups).items()
    ]
    return draw_curves(parts, context, y_text, "", limit)


def _panels(groups: list[Family]) -> dict[str, dict[str, str]]:
    """Return the records of each panel with their labels, by the panel's title."""
    chosen = {
        family.choice.record: f"{family.name} {rate_text(family.choice.learning_rate)}"
        for family in groups
        if family.choice
    }
    rate = shared_rate(groups)
    shared = {family.records[rate]: family.name for family in groups} if rate is not None else {}
    titled = {"each at its tuned rate": chosen, f"all at {rate_text(rate)}" if rate is not None else "": shared}
    every = {str(family.runs["record"].iloc[0]): family.name for family in groups}
    return {title: labels for title, labels in titled.items() if labels} or {"the first rate of each": every}
