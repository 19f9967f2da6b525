"""Curves with each family's tuned learning rate, and with one shared learning rate."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import log_axis, percent_axis, rate_text
from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.curves import Limit, Panel, draw_curves, loss_text
from groundwork.figures.shared.dots import NO_ACCURACY, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.families import Family, families_of, shared_rate
from groundwork.figures.shared.series import longest, looks, reported

LEFT_OUT = 0.35
"""The axis may leave out this share of the means, the lowest ones: those of the first epochs."""


def loss_curves_tuned(tables: Tables, context: FigureContext) -> Drawing:
    """Training loss at tuned learning rates, and at one shared rate

    Training loss after each epoch, at the horizons, and at more points within the first epoch; epoch 0 is the untrained
    network. Lower is better; the scale is logarithmic. In one panel each line has its tuned learning rate, chosen on
    validation images with seeds other than those drawn; in the other, all lines have the same learning rate. If the
    ranking changes between the panels, it is due to the learning rate, not to what is compared. The line is the mean
    over seeds and the band is the interval of that mean.
    """
    y_text = f"training {loss_text(tables['runs'])}, logarithmic"
    return _tuned(tables, context, "train_loss", y_text, log_axis)


def accuracy_curves_tuned(tables: Tables, context: FigureContext) -> Drawing:
    """Validation accuracy at tuned learning rates, and at one shared rate

    Percentage of validation images classified correctly after each epoch, at the horizons, and at more points within
    the first epoch. Higher is better. In one panel each line has its tuned learning rate, chosen by this metric with
    seeds other than those drawn; in the other, all lines have the same learning rate. If the ranking changes between
    the panels, it is due to the learning rate, not to what is compared. The line is the mean over seeds and the band is
    the interval of that mean. The axis may leave out the first steps up from guessing.
    """
    if not has_accuracy(tables["runs"]):
        return nothing_to_draw(NO_ACCURACY)

    def limit(axes: Axes, means: "pd.Series[float]") -> None:
        percent_axis(axes, float(means.quantile(LEFT_OUT)), float(means.max()))

    return _tuned(tables, context, "validation_accuracy_percent", "validation accuracy (%)", limit)


def _tuned(tables: Tables, context: FigureContext, column: str, y_text: str, limit: Limit) -> Drawing:
    groups = families_of(longest(tables["runs"]))
    rows = reported(tables["curves"])
    parts = [
        Panel(title, rows, column, looks(tables["runs"], list(labels), labels))
        for title, labels in _panels(groups).items()
    ]
    return draw_curves(parts, context, y_text, "", limit)


def _panels(groups: list[Family]) -> dict[str, dict[str, str]]:
    """Return the records and labels of each panel, by the panel's title."""
    chosen = {
        family.chosen_record: f"{family.name} {rate_text(family.choice.learning_rate)}"
        for family in groups
        if family.choice and family.chosen_record
    }
    rate = shared_rate(groups)
    shared = {family.records[rate]: family.name for family in groups} if rate is not None else {}
    titled = {
        "tuned learning rates": chosen,
        f"all at {rate_text(rate)}" if rate is not None else "": shared,
    }
    every = {next(iter(family.records.values())): family.name for family in groups if family.records}
    return {title: labels for title, labels in titled.items() if labels} or {"first learning rates": every}
