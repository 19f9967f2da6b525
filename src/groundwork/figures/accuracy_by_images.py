"""How accurate each model ends, by how many images it has learned from."""

from dataclasses import replace

import pandas as pd

from groundwork.figures.shared.bands import seeds_text
from groundwork.figures.shared.canvas import Room, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures.shared.counts import Look, accuracy_axis, count_axis, draw_series, looks_of
from groundwork.figures.shared.dots import NO_ACCURACY, dot_data, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import LABEL_ROOM
from groundwork.figures.shared.series import labels_of, reported
from groundwork.figures.shared.style import DASHES, SERIES

IMAGES = "train_images"


def accuracy_by_images(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy against the number of training images

    Test accuracy of each model by how many images it has learned from; the scale of images is logarithmic. Networks
    are drawn with whole lines, models of classical machine learning with broken ones. The steeper a line, the more
    its model gains from more data; where two lines cross, the better choice depends on how much data there is. The
    line is the mean over seeds, the band the interval of that mean, the small dots are the single seeds. A run that
    diverged counts as guessing, and a cross says that there was one. The axis does not begin at 0.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    data = _points(runs).merge(dot_data(runs, labels_of(runs), context.confidence), on="record")
    names = list(dict.fromkeys(data["series"]))
    figure, (axes,) = panels(1, 1, 240, Room(right=text_width(names) + LABEL_ROOM))
    count_axis(axes, data[IMAGES])
    accuracy_axis(axes, runs, data)
    draw_series(axes, runs, data, IMAGES, _looks(names, set(data.loc[data["optimizer"] != "", "series"])))
    x_title(figure, [axes], "training images (logarithmic)")
    y_title(figure, [axes], "test accuracy (%)")
    note(figure, seeds_text(reported(runs), context))
    return Drawing(figure, data.drop(columns=["variant", "mark", "optimizer"]))


def _looks(names: list[str], networks: set[str]) -> dict[str, Look]:
    """Return a look for each line: whole for networks, else broken, another way each time that the colors repeat."""
    broken = DASHES[1:]
    return {
        name: replace(look, dash=DASHES[0] if name in networks else broken[index // len(SERIES) % len(broken)])
        for index, (name, look) in enumerate(looks_of(names).items())
    }


def _points(runs: pd.DataFrame) -> pd.DataFrame:
    """Return which record stands at which number of images; a series is what differs beside."""
    series = runs["record"].map(labels_of(runs, without=(IMAGES,)))
    columns = ["series", IMAGES, "record", "optimizer"]
    return runs.assign(series=series).drop_duplicates("record")[columns].reset_index(drop=True)
