"""Final accuracy by number of training images."""

import pandas as pd

from groundwork.figures.shared.bands import seeds_text
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures.shared.counts import accuracy_axis, count_axis, draw_series
from groundwork.figures.shared.dots import NO_ACCURACY, dot_data, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import LABEL_SPACE
from groundwork.figures.shared.series import labels_of, reported
from groundwork.figures.shared.series_styles import SeriesStyle, series_styles

IMAGES = "train_images"


def accuracy_by_images(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy against the number of training images

    Test accuracy of each model by number of training images, on a logarithmic axis. Solid lines are neural networks,
    dashed lines are classical machine-learning models. The steeper a line, the more its model gains from more data;
    where two lines cross, the better choice depends on the amount of data. The line is the mean over seeds, the band is
    the interval of that mean, and the small dots are single seeds. A diverged run counts as guessing; a cross shows
    that there was one. The accuracy axis does not start at 0.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    data = _points(runs).merge(dot_data(runs, labels_of(runs), context.confidence), on="record")
    names = list(dict.fromkeys(data["series"]))
    figure, (axes,) = panels(1, 1, 240, Margins(right=text_width(names) + LABEL_SPACE))
    count_axis(axes, data[IMAGES])
    accuracy_axis(axes, runs, data)
    draw_series(axes, runs, data, IMAGES, _line_styles(names, set(data.loc[data["optimizer"] != "", "series"])))
    x_title(figure, [axes], "training images (logarithmic)")
    y_title(figure, [axes], "test accuracy (%)")
    note(figure, seeds_text(reported(runs), context))
    return Drawing(figure, data.drop(columns=["variant", "mark", "optimizer"]))


def _line_styles(names: list[str], networks: set[str]) -> dict[str, SeriesStyle]:
    """Return the style of each line: solid for networks, otherwise dashed."""
    of_networks = series_styles(name for name in names if name in networks)
    classical = series_styles((name for name in names if name not in networks), first_use=1)
    return {name: (of_networks | classical)[name] for name in names}


def _points(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the record at each number of images; a series is what differs besides."""
    series = runs["record"].map(labels_of(runs, without=(IMAGES,)))
    columns = ["series", IMAGES, "record", "optimizer"]
    return runs.assign(series=series).drop_duplicates("record")[columns].reset_index(drop=True)
