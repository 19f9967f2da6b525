"""Gradient norms and activation statistics by layer during training."""

import pandas as pd

from groundwork.figures.shared.axes import epoch_axis, epoch_title, log_axis
from groundwork.figures.shared.bands import band_data, seeds_text
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures.shared.curves import draw_lines
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import LABEL_SPACE, label_ends
from groundwork.figures.shared.series import evenly_spaced, reported, shown_variants

COLUMNS = 3
MAX_LAYERS = 6


def gradient_norms(tables: Tables, context: FigureContext) -> Drawing:
    """Gradient norm by layer

    Euclidean norm of the gradient of the loss in the weights of each layer, on the same training images at each point
    of the learning curves. The scale is logarithmic and the same in all panels; the layers are in forward order. A norm
    that shrinks toward the first layers is a vanishing gradient, one that grows without bound an exploding one; a norm
    of zero means that every unit behind the layer is dead. The line is the mean over seeds and the band is the interval
    of that mean; lines are labeled in the last panel of each row. If there are many layers or variants, an evenly
    spaced selection is shown, including the first and the last.
    """
    return _by_layer(
        tables, _rows(tables, "gradient_norms", "gradient_norm"), context, "norm of the gradient (logarithmic)"
    )


def activation_std(tables: Tables, context: FigureContext) -> Drawing:
    """Standard deviation of the activations by layer

    Standard deviation, over images and units, of each layer's output before its nonlinearity, at each point of the
    learning curves. The scale is logarithmic and the same in all panels; the layers are in forward order. Epoch 0 shows
    the effect of initialization alone. Values far from those of the neighboring layers show a vanishing or exploding
    signal. The line is the mean over seeds and the band is the interval of that mean. If there are many layers or
    variants, an evenly spaced selection is shown, including the first and the last.
    """
    rows = _rows(tables, "activations", "activation_std")
    return _by_layer(tables, rows, context, "standard deviation (logarithmic)")


def _rows(tables: Tables, table: str, probe: str) -> pd.DataFrame | None:
    if table not in tables:
        return None
    rows = reported(tables[table])
    return rows[rows["probe"] == probe]


def _by_layer(tables: Tables, rows: pd.DataFrame | None, context: FigureContext, y_text: str) -> Drawing:
    """Return one panel per layer with one line per variant; a point needs a value from every seed of its variant."""
    if rows is None or rows.empty:
        return nothing_to_draw("No variant of the study has this probe; add it to `probes` in params.yaml.")
    shown, remark = shown_variants(tables["runs"])
    every = _in_order(rows)
    layers = evenly_spaced(every, MAX_LAYERS)
    left_out = f"{len(layers)} of {len(every)} layers" if len(layers) < len(every) else ""
    bands = [band_data(rows[rows["layer"] == layer], shown, "epoch", "value", context.confidence) for layer in layers]
    columns = min(len(layers), COLUMNS)
    labels = text_width([variant.end_label for variant in shown]) + LABEL_SPACE
    figure, axes = panels(len(layers), columns, 150, Margins(right=labels))
    for number, (layer, panel, band) in enumerate(zip(layers, axes, bands, strict=True)):
        panel.set_title(layer.replace("_", " "))
        epoch_axis(panel, rows["epoch"])
        log_axis(panel, pd.concat(bands)["mean"])
        panel.tick_params(labelleft=number % columns == 0)
        ends = draw_lines(panel, band, shown)
        if number % columns == columns - 1 or number == len(layers) - 1:
            label_ends(panel, ends)
    x_title(figure, axes, epoch_title(rows))
    y_title(figure, axes, y_text)
    note(figure, "; ".join(text for text in (remark, left_out, seeds_text(rows, context)) if text))
    return Drawing(figure, pd.concat([band.assign(layer=layer) for layer, band in zip(layers, bands, strict=True)]))


def _in_order(rows: pd.DataFrame) -> list[str]:
    """Return the layers of all models in one order: by relative depth, averaged over the models."""
    places: dict[str, list[float]] = {}
    for _, own in rows.groupby("record", sort=False):
        names = [str(name) for name in own["layer"].drop_duplicates()]
        for index, name in enumerate(names):
            places.setdefault(name, []).append(index / (len(names) - 1) if len(names) > 1 else 1.0)
    return sorted(places, key=lambda name: sum(places[name]) / len(places[name]))
