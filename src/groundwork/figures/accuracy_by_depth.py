"""Final accuracy by number of layers."""

import pandas as pd

from groundwork.config.catalog import MODEL
from groundwork.config.names import Component
from groundwork.figures.shared.bands import seeds_text
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures.shared.counts import accuracy_axis, count_axis, draw_series, line_styles
from groundwork.figures.shared.dots import NO_ACCURACY, dot_data, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import LABEL_SPACE
from groundwork.figures.shared.series import labels_of, reported
from groundwork.tables.shared.rows import component_of

LAYERS = "num_layers"


def accuracy_by_depth(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy by number of layers

    Test accuracy at the end of training by number of layers, on a logarithmic axis; everything else about the networks
    of one line is equal. A line that falls means that further layers do harm. The line is the mean over seeds, the band
    is the interval of that mean, and the small dots are single seeds. A diverged run counts as guessing; a cross shows
    that there was one. The accuracy axis does not start at 0.
    """
    if not has_accuracy(tables["runs"]):
        return nothing_to_draw(NO_ACCURACY)
    runs = _with_layers(tables["runs"])
    if reported(runs).empty:
        return nothing_to_draw("No model of the study has a setting for its number of layers.")
    data = _points(runs).merge(dot_data(runs, labels_of(runs, without=(LAYERS,)), context.confidence), on="record")
    names = list(dict.fromkeys(data["series"]))
    figure, (axes,) = panels(1, 1, 220, Margins(right=text_width(names) + LABEL_SPACE))
    count_axis(axes, data[LAYERS])
    accuracy_axis(axes, runs, data)
    draw_series(axes, runs, data, LAYERS, line_styles(names))
    x_title(figure, [axes], "layers (logarithmic)")
    y_title(figure, [axes], "test accuracy (%)")
    note(figure, seeds_text(reported(runs), context))
    return Drawing(figure, data.drop(columns=["variant", "mark"]))


def _with_layers(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the runs of models that have a number of layers, which becomes a column instead of a part of the model."""
    models = [component_of(each, "model") for each in runs["components"]]
    layers = [model.all_settings(MODEL).get(LAYERS) if model else None for model in models]
    others = [_without_layers(model) if model else "" for model in models]
    known = runs.assign(num_layers=pd.Series(layers, runs.index, dtype=float), model=pd.Series(others, runs.index))
    return known[known[LAYERS].notna()]


def _without_layers(model: Component) -> str:
    settings = {key: value for key, value in model.settings.items() if key != LAYERS}
    return Component(name=model.name, settings=settings).label


def _points(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the record at each number of layers; a series is what differs besides."""
    series = runs["record"].map(labels_of(runs, without=(LAYERS,)))
    return runs.assign(series=series).drop_duplicates("record")[["series", LAYERS, "record"]].reset_index(drop=True)
