"""How accurate the network ends, by the size of its batches."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from groundwork.choices import tuned
from groundwork.figures._axes import percent_axis, rate_text
from groundwork.figures._bands import seeds_text
from groundwork.figures._canvas import Room, note, nothing_to_draw, panels, x_title, y_title
from groundwork.figures._dots import METRIC, NO_ACCURACY, dot_data, has_accuracy
from groundwork.figures._drawing import Drawing, FigureContext, Tables
from groundwork.figures._families import BAND_ALPHA, draw_seeds, nearest_to_usual
from groundwork.figures._series import reported
from groundwork.figures._style import INK, MUTED, SERIES, SMALL

PAD = 1.5


def accuracy_by_batch_size(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy against batch size, at one rate and at the tuned rate of each size

    Test accuracy at the end of training, with as many passes over the training images for each size; the scale of sizes
    is logarithmic and the accuracies are on one axis. On the left all sizes have the same learning rate, on the right
    each has the rate, written below it, that tuning chose for it on validation images and with other seeds than
    those drawn. A fall on the left that is gone on the right is the work of the rate and not of the size. The line is
    the mean over seeds, the band the interval of that mean, the small dots are the single seeds. A run that diverged
    counts as guessing, and a cross says that there was one. The axis does not begin at 0.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    parts = {title: data for title, records in _records(runs).items() if len(data := _data(runs, records, context))}
    figure, axes = panels(len(parts), len(parts), 190, Room(across=16, bottom=58))
    every = pd.concat(parts.values())
    values = reported(runs[runs["record"].isin(every["record"])])[METRIC]
    for number, (panel, (title, data)) in enumerate(zip(axes, parts.items(), strict=True)):
        panel.set_title(title)
        _frame(panel, runs["batch_size"], pd.concat([values, every["low"], every["high"]]).clip(0, 100))
        panel.tick_params(labelleft=number == 0)
        _draw(panel, runs, data, SERIES[number], rates=title not in every.attrs)
    x_title(figure, axes, "images in a batch (logarithmic)", below=18)
    y_title(figure, axes, "test accuracy (%)")
    note(figure, seeds_text(reported(runs), context))
    data = pd.concat([data.assign(panel=title) for title, data in parts.items()])
    return Drawing(figure, data.drop(columns=["variant", "mark"]))
