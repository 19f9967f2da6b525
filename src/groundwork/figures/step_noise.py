"""Noise of the training loss at the end of training, by learning rate."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import log_axis, rate_axis
from groundwork.figures.shared.bands import seeds_text
from groundwork.figures.shared.canvas import Margins, note, panels, text_width, x_title, y_title
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.families import Family, draw_rates, families_of, rate_band
from groundwork.figures.shared.labels import LABEL_SPACE, LineEnd, label_ends
from groundwork.figures.shared.series import reported

TITLES = {
    "late_step_loss_std": "in nats",
    "late_step_loss_relative_std_percent": "in percent of the mean loss",
}


def step_noise(tables: Tables, context: FigureContext) -> Drawing:
    """Noise of the training loss against learning rate

    How much the training loss still varies from step to step at the end of training: the standard deviation of the
    last 100 minibatch losses around a fitted line, which removes the trend, in nats and relative to their mean. All
    scales are logarithmic. Lower is less noisy, which is not the same as better: a learning rate too low to learn
    anything has little noise, too. The two panels may rank learning rates differently, because a lower loss varies
    less. The line is the geometric mean over seeds, the band is the interval of that mean, and the small dots are
    single seeds. Learning rates at which a seed diverged have no mean.
    """
    runs = reported(tables["runs"])
    groups = families_of(tables["runs"])
    names = text_width([family.name for family in groups]) + LABEL_SPACE if len(groups) > 1 else 8
    figure, axes = panels(len(TITLES), len(TITLES), 175, Margins(right=names, across=names + 24))
    parts = [
        _draw_panel(panel, groups, metric, context).assign(metric=metric)
        for panel, metric in zip(axes, TITLES, strict=True)
    ]
    x_title(figure, axes, "learning rate (logarithmic)")
    y_title(figure, axes, "standard deviation of the minibatch loss")
    note(figure, f"geometric {seeds_text(runs, context)}")
    return Drawing(figure, pd.concat(parts, ignore_index=True))


def _draw_panel(axes: Axes, groups: list[Family], metric: str, context: FigureContext) -> pd.DataFrame:
    """Draw one metric of every family, labeled if there are several, and return the data drawn."""
    runs = reported(pd.concat([family.runs for family in groups]))
    axes.set_title(TITLES[metric])
    rate_axis(axes, runs["learning_rate"])
    log_axis(axes, runs[metric])
    bands, ends = [], []
    for family in groups:
        band = rate_band(family, metric, context.confidence, geometric=True)
        draw_rates(axes, family, band, metric)
        last = band[band["mean"] > 0][-1:]
        ends += [LineEnd(row["learning_rate"], row["mean"], family.name, family.color) for _, row in last.iterrows()]
        bands.append(band)
    label_ends(axes, ends if len(groups) > 1 else [])
    return pd.concat(bands)
