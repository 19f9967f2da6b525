"""Final accuracy by number of layers."""

import pandas as pd

from groundwork.figures.shared.bands import seeds_text
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures.shared.counts import accuracy_axis, count_axis, draw_series
from groundwork.figures.shared.depths import LAYERS, series_of, with_layers
from groundwork.figures.shared.dots import NO_ACCURACY, dot_data, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import LABEL_SPACE
from groundwork.figures.shared.series import reported
from groundwork.figures.shared.series_styles import series_styles


def accuracy_by_depth(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy by number of layers

    Test accuracy at the end of training by number of layers, on a logarithmic axis; everything else about the
    networks of one line is equal. A falling line means that additional layers reduce accuracy. The line is the mean
    over seeds, the band is the interval of that mean, and the small dots are single seeds. A diverged run counts as
    guessing; a cross shows that there was one. The accuracy axis does not start at 0.
    """
    if not has_accuracy(tables["runs"]):
        return nothing_to_draw(NO_ACCURACY)
    runs = with_layers(tables["runs"])
    if reported(runs).empty:
        return nothing_to_draw("No model of the study has a setting for its number of layers.")
    data = _points(runs).merge(dot_data(runs, series_of(runs), context.confidence), on="record")
    names = list(dict.fromkeys(data["series"]))
    figure, (axes,) = panels(1, 1, 220, Margins(right=text_width(names) + LABEL_SPACE))
    count_axis(axes, data[LAYERS])
    accuracy_axis(axes, runs, data)
    draw_series(axes, runs, data, LAYERS, series_styles(names))
    x_title(figure, [axes], "layers (logarithmic)")
    y_title(figure, [axes], "test accuracy (%)")
    note(figure, seeds_text(reported(runs), context))
    return Drawing(figure, data.drop(columns=["variant", "mark"]))


def _points(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the record at each number of layers; a series is what differs besides."""
    series = runs["record"].map(series_of(runs))
    return runs.assign(series=series).drop_duplicates("record")[["series", LAYERS, "record"]].reset_index(drop=True)
