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
from groundwork.figures.shared.rows import Row, RowPanel, add_row_panels, panel_height, row_data
from groundwork.figures.shared.series import Shown, reported, shown_variants
from groundwork.figures.shared.style import INK, MUTED, SERIES, SMALL

COLUMNS, COUNTS, GAP = 3, 30.0, 4.0
LEFT, RIGHT, ACROSS, DOWN, BOTTOM = 54.0, 12.0, 22.0, 22.0, 30.0
LINE = 12.0
BINS = 15
"""Number of equal confidence ranges in the records."""
FULL_SHARE = 2.0
"""The share of the cases, in percent, from which a range has a dot of full size."""
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
    cases of all seeds are pooled. The fewer cases a range has, the smaller is its dot. Of more than three variants, the
    panels show those with the lowest, the middle and the highest error; the rows below have the errors of all, with
    the interval of the mean as a bar and a dot per seed.
    """
    if "reliability" not in tables:
        return nothing_to_draw("No run of the study with class probabilities finished.")
    table, runs = tables["reliability"], tables["runs"]
    variants, remark = shown_variants(runs[runs["record"].isin(table["record"])])
    ranked = sorted(variants, key=lambda variant: _errors(runs, variant).mean())
    shown = [ranked[place] for place in (0, len(ranked) // 2, -1)] if len(ranked) > COLUMNS else variants
    data = pd.concat([_bins(table, variant) for variant in shown], ignore_index=True)
    side = (WIDTH - LEFT - RIGHT - (COLUMNS - 1) * ACROSS) / COLUMNS
    titles = [_title(runs, variant, side) for variant in shown]
    top = LINE * (1 + max(title.count("\n") for title in titles)) + 10
    errors = _error_panel(ranked, runs) if len(ranked) > COLUMNS else None
    upper_part = top + side + GAP + COUNTS + DOWN + BOTTOM
    figure = canvas(upper_part + (panel_height(errors) if errors else 0))
    pairs = _panels(figure, len(shown), side, top)
    frame = _frame(data, 100 / max(len(context.class_names), 1))
    for number, (variant, title, (upper, lower)) in enumerate(zip(shown, titles, pairs, strict=True)):
        own = data[data["record"] == variant.record]
        _draw_accuracy(upper, own, frame)
        _draw_counts(lower, own, frame, "" if number else "share")
        upper.set_title(title, linespacing=1.15)
        upper.tick_params(labelleft=not number, labelbottom=False)
    x_title(figure, [lower for _, lower in pairs], "confidence (%)")
    y_title(figure, [upper for upper, _ in pairs], "accuracy (%)")
    if errors:
        of_errors = row_data(errors, context.confidence)
        add_row_panels(figure, [errors], [of_errors], upper_part - BOTTOM)
        data = pd.concat([data, _error_data(of_errors, ranked)], ignore_index=True)
    note(figure, remark)
    return Drawing(figure, data)


def _panels(figure: Figure, count: int, side: float, top: float) -> list[tuple[Axes, Axes]]:
    """Add square panels in a row, `top` points below the figure's upper edge, each with a flat one right below it."""
    lefts = [LEFT + number * (side + ACROSS) for number in range(count)]
    return [
        (add_panel(figure, left, top, side, side), add_panel(figure, left, top + side + GAP, side, COUNTS))
        for left in lefts
    ]


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


def _errors(runs: pd.DataFrame, variant: Shown) -> "pd.Series[float]":
    """Return a variant's calibration error for each seed, in points."""
    return reported(runs[runs["record"] == variant.record])[ERROR]


def _error_panel(variants: list[Shown], runs: pd.DataFrame) -> RowPanel:
    """Return the panel that has a row for each variant."""
    rows = [Row(variant.label, _errors(runs, variant)) for variant in variants]
    return RowPanel("expected calibration error, all variants (points)", rows)


def _error_data(found: pd.DataFrame, variants: list[Shown]) -> pd.DataFrame:
    """Return the numbers of the rows in the columns of the figure's data."""
    names = {"row": "variant", "mean": ERROR}
    return (
        found.rename(columns=names)
        .assign(record=[variant.record for variant in variants])
        .drop(columns=["panel", "mark"])
    )


def _title(runs: pd.DataFrame, variant: Shown, width: float) -> str:
    return f"{wrapped(variant.end_label, width)}\nerror {_errors(runs, variant).mean():.1f} points"


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
    weight = np.clip(bins["images_percent"].to_numpy(dtype=float) / FULL_SHARE, 0.1, 1)
    axes.vlines(sure, right, sure, colors=colors, linewidth=2.2 * weight, alpha=0.55)
    axes.scatter(sure, right, c=colors, s=20 * weight, linewidths=0, clip_on=False, zorder=4)


def _draw_counts(axes: Axes, bins: pd.DataFrame, frame: Frame, text: str) -> None:
    axes.set_xlim(frame.lowest_confidence, 100)
    axes.set_ylim(0, frame.highest_share)
    axes.bar(bins["middle_percent"], bins["images_percent"], width=85 / BINS, color=INK, alpha=0.4)
    axes.set_yticks([])
    axes.grid(visible=False)
    write_beside(axes, frame.highest_share / 2, -5, text, SMALL)
