"""Training loss where each family of variants has the rate that suits it, beside one rate for all."""

from groundwork.figures._axes import log_axis, rate_text
from groundwork.figures._curves import Panel, draw_curves
from groundwork.figures._drawing import Drawing, FigureContext, Tables
from groundwork.figures._families import Family, families_of, shared_rate
from groundwork.figures._series import looks, reported


def loss_curves_tuned(tables: Tables, context: FigureContext) -> Drawing:
    """Training loss with the learning rate tuned, and with one rate for all

    Cross-entropy on training images at the end of each epoch; epoch 0 is the untrained network. Lower is better;
    the scale is logarithmic. In one panel each line has the rate that did best on validation images, with other
    seeds than those drawn; in the other all have the same rate. An order that changes from one panel to the other
    is the work of the rate and not of what is compared. A line is the mean over seeds, its band the interval of
    that mean.
    """
    groups = families_of(tables["runs"])
    rows = reported(tables["curves"])
    parts = [
        Panel(title, rows, "train_loss", looks(tables["runs"], list(labels), labels))
        for title, labels in _panels(groups).items()
    ]
    return draw_curves(parts, context, "training cross-entropy (nats, logarithmic)", "", log_axis)


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
