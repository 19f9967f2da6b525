"""Calibration: accuracy against confidence."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from groundwork.figures.shared.canvas import WIDTH, add_panel, canvas, note, nothing_to_draw, x_title, y_title
from groundwork.figures.shared.dots import write_beside
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import wrapped
from groundwork.figures.shared.series import Shown, reported, shown_variants
from groundwork.figures.shared.style import INK, MUTED, SERIES, SMALL

COLUMNS, COUNTS, GAP = 3, 30.0, 4.0
LEFT, RIGHT, ACROSS, DOWN, BOTTOM = 54.0, 12.0, 22.0, 22.0, 30.0
LINE = 12.0
BINS = 15
"""Number of equal confidence ranges in the records."""
ERROR = "calibration_error_points"


class Frame(NamedTuple):
    """The axis limits that all panels share, in percent."""

    lowest_confidence: float
    lowest_accuracy: float
    highest_share: float


def reliability(tables: Tables, context: FigureContext) -> Drawing:
    """Confidence against accuracy

    Reliability diagram. The test cases of each variant are grouped into ranges of confidence. Each dot is one range:
    its mean confidence and its accuracy. On the dotted diagonal the network is calibrated. A dot below it, joined to
    the diagonal by a red line, means overconfidence; a dot above it, joined by a blue line, means underconfidence. The
    bars below show the share of cases in each range: a dot above a short bar hardly matters. The number in each title
    is the expected calibration error: the distance from the diagonal, averaged over all cases and then over seeds. The
    cases of all seeds are pooled.
    """
    if "reliability" not in tables:
        return nothing_to_draw("No run of the study with class probabilities finished.")
    table, runs = tables["reliability"], tables["runs"]
    shown, remark = shown_variants(runs[runs["record"].isin(table["record"])])
    data = pd.concat([_bins(table, variant) for variant in shown], ignore_index=True)
    side = (WIDTH - LEFT - RIGHT - (COLUMNS - 1) * ACROSS) / COLUMNS
    titles = [_title(runs, variant, side) for variant in shown]
    figure, pairs = _panels(len(shown), side, LINE * (1 + max(title.count("\n") for title in titles)) + 10)
    frame = _frame(data, 100 / max(len(context.class_names), 1))
    for number, (variant, title, (upper, lower)) in enumerate(zip(shown, titles, pairs, strict=True)):
        own, is_first = data[data["record"] == variant.record], number % COLUMNS == 0
        _draw_accuracy(upper, own, frame)
        _draw_counts(lower, own, frame, "share" * is_first)
        upper.set_title(title, linespacing=1.15)
        upper.tick_params(labelleft=is_first, labelbottom=False)
    x_title(figure, [lower for _, lower in pairs], "confidence (%)")
    y_title(figure, [upper for upper, _ in pairs], "accuracy (%)")
    note(figure, remark)
    return Drawing(figure, data)


def _panels(count: int, side: float, top: float) -> tuple[Figure, list[tuple[Axes, Axes]]]:
    """Return square panels, each with a flat one right below it and `top` points for its title."""
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
    """Return a variant's confidence ranges, pooled over seeds: mean confidence, accuracy, share of the images."""
    own = table[table["record"] == variant.record]
    number = np.ceil(own["confidence_percent"] * BINS / 100).astype(int)
    weighted = own[["confidence_percent", "accuracy_percent"]].mul(own["images"], axis=0).groupby(number).sum()
    images = own["images"].groupby(number).sum()
    bins = weighted.div(images, axis=0).assign(images_percent=100 * images / images.sum())
    bins.insert(0, "variant", variant.label)
    bins.insert(1, "record", variant.record)
    bins.insert(2, "middle_percent", 100 * (bins.index.to_numpy() - 0.5) / BINS)
    return bins


def _title(runs: pd.DataFrame, variant: Shown, width: float) -> str:
    errors = reported(runs[runs["record"] == variant.record])[ERROR]
    return f"{wrapped(variant.end_label, width)}\nerror {errors.mean():.1f} points"


def _frame(data: pd.DataFrame, guessing: float) -> Frame:
    """Return where all axes start, in whole tens, and the largest share of images in a range."""
    sure = min(guessing, float(data["confidence_percent"].min()))
    right = min(sure, float(data["accuracy_percent"].min()))
    return Frame(10.0 * (sure // 10), 10.0 * (right // 10), float(data["images_percent"].max()))


def _draw_accuracy(axes: Axes, bins: pd.DataFrame, frame: Frame) -> None:
    axes.set_xlim(frame.lowest_confidence, 100)
    axes.set_ylim(frame.lowest_accuracy, 100)
    axes.plot([0, 100], [0, 100], color=INK, alpha=MUTED, linewidth=0.9, linestyle=":")
    sure, right = (bins[name].to_numpy(dtype=float) for name in ("confidence_percent", "accuracy_percent"))
    colors = list(np.where(right < sure, SERIES[3], SERIES[0]))
    axes.vlines(sure, right, sure, colors=colors, linewidth=2.2, alpha=0.55)
    axes.scatter(sure, right, c=colors, s=20, linewidths=0, clip_on=False, zorder=4)


def _draw_counts(axes: Axes, bins: pd.DataFrame, frame: Frame, text: str) -> None:
    axes.set_xlim(frame.lowest_confidence, 100)
    axes.set_ylim(0, frame.highest_share)
    axes.bar(bins["middle_percent"], bins["images_percent"], width=85 / BINS, color=INK, alpha=0.4)
    axes.set_yticks([])
    axes.grid(visible=False)
    write_beside(axes, frame.highest_share / 2, -5, text, SMALL)
