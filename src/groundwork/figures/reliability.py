"""Whether networks are as often right as they are sure."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from groundwork.figures._canvas import WIDTH, add_panel, canvas, note, nothing_to_draw, x_title, y_title
from groundwork.figures._drawing import Drawing, FigureContext, Tables
from groundwork.figures._labels import wrapped
from groundwork.figures._series import Shown, reported, shown_variants
from groundwork.figures._style import INK, MUTED, SERIES, SMALL

COLUMNS, COUNTS, GAP = 3, 30.0, 4.0
LEFT, RIGHT, ACROSS, DOWN, BOTTOM = 44.0, 12.0, 22.0, 22.0, 30.0
LINE = 12.0
BINS = 15
"""How many equal ranges of confidence the records have."""
ERROR = "calibration_error_points"


def reliability(tables: Tables, context: FigureContext) -> Drawing:
    """Confidence against accuracy

    The test images of each variant are sorted by how sure the network is of its answer. Each dot stands for one range
    of confidence: how sure the network is there on average, and how often it is right. On the dotted diagonal it is
    as sure as it should be; a dot below, joined to the diagonal by a red line, is a network too sure of itself; one
    above, joined by a blue line, is too modest. The bars underneath show what share of the images falls into each
    range: a dot over a short bar hardly matters. The number in a title is the calibration error, the distance from
    the diagonal, mean over all images, then over seeds. The images of all seeds are taken together.
    """
    if "reliability" not in tables:
        return nothing_to_draw("No run of the study that tells classes apart finished, so no test was read.")
    table, runs = tables["reliability"], tables["runs"]
    shown, remark = shown_variants(runs[runs["record"].isin(table["record"])])
    data = pd.concat([_bins(table, variant) for variant in shown], ignore_index=True)
    columns = min(len(shown), COLUMNS)
    side = (WIDTH - LEFT - RIGHT - (COLUMNS - 1) * ACROSS) / COLUMNS
    titles = [_title(runs, variant, side) for variant in shown]
    figure, pairs = _panels(len(shown), side, LINE * (1 + max(title.count("\n") for title in titles)) + 10)
    guess = min(100 / max(len(context.class_names), 1), data["confidence_percent"].min())
    span, most = (10 * float(np.floor(guess / 10)), 100.0), float(data["images_percent"].max())
    for number, (variant, title, (upper, lower)) in enumerate(zip(shown, titles, pairs, strict=True)):
        own = data[data["record"] == variant.record]
        _draw_accuracy(upper, own, span)
        _draw_counts(lower, own, span, most)
        upper.set_title(title, linespacing=1.15)
        upper.tick_params(labelleft=number % columns == 0, labelbottom=False)
    x_title(figure, [lower for _, lower in pairs], "confidence (%)")
    y_title(figure, [upper for upper, _ in pairs], "accuracy (%)")
    note(figure, remark)
    return Drawing(figure, data)


def _panels(count: int, side: float, top: float) -> tuple[Figure, list[tuple[Axes, Axes]]]:
    """Return square panels, each with a flat one right below it, and `top` points for the title of each."""
    height = top + side + GAP + COUNTS + DOWN
    figure = canvas(-(-count // COLUMNS) * height + BOTTOM)
    pairs = []
    for number in range(count):
        row, column = divmod(number, COLUMNS)
        left, above = LEFT + column * (side + ACROSS), top + row * height
        upper = add_panel(figure, left, above, side, side)
        pairs.append((upper, add_panel(figure, left, above + side + GAP, side, COUNTS)))
    return figure, pairs


def _bins(table: pd.DataFrame, variant: Shown) -> pd.DataFrame:
    """Return a variant's ranges of confidence, the images of all seeds together: mean confidence, accuracy, share."""
    own = table[table["record"] == variant.record]
    number = np.ceil(own["confidence_percent"] * BINS / 100).astype(int)
    weighted = own[["confidence_percent", "accuracy_percent"]].mul(own["images"], axis=0).groupby(number).sum()
    images = own["images"].groupby(number).sum()
    bins = weighted.div(images, axis=0).assign(images_percent=100 * images / images.sum())
    bins.insert(0, "variant", variant.label)
    bins.insert(1, "record", variant.record)
    return bins


def _title(runs: pd.DataFrame, variant: Shown, width: float) -> str:
    errors = reported(runs[runs["record"] == variant.record])[ERROR]
    return f"{wrapped(variant.end_label, width)}\nerror {errors.mean():.1f} points"


def _draw_accuracy(axes: Axes, bins: pd.DataFrame, span: tuple[float, float]) -> None:
    axes.set_xlim(*span)
    axes.set_ylim(min(span[0], 10 * float(np.floor(bins["accuracy_percent"].min() / 10))), 100)
    axes.plot([0, 100], [0, 100], color=INK, alpha=MUTED, linewidth=0.9, linestyle=":")
    sure, right = (bins[name].to_numpy(dtype=float) for name in ("confidence_percent", "accuracy_percent"))
    colors = np.where(right < sure, SERIES[3], SERIES[0])
    axes.vlines(sure, right, sure, colors=list(colors), linewidth=2.2, alpha=0.55)
    axes.scatter(sure, right, c=list(colors), s=20, linewidths=0, clip_on=False, zorder=4)
    axes.tick_params(labelbottom=False)


def _draw_counts(axes: Axes, bins: pd.DataFrame, span: tuple[float, float], most: float) -> None:
    axes.set_xlim(*span)
    axes.set_ylim(0, most)
    axes.bar(bins["confidence_percent"], bins["images_percent"], width=85 / BINS, color=INK, alpha=0.4)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.annotate("images", (0, 1), (3, -2), xycoords="axes fraction", textcoords="offset points", va="top", size=SMALL)
