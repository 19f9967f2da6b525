"""What the seed alone does to the accuracy, and how many seeds a small difference needs."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from groundwork.core.statistics import half_width, mean_interval
from groundwork.figures.shared.canvas import WIDTH, add_panel, height_of, nothing_to_draw, text_width, x_title
from groundwork.figures.shared.dots import METRIC, NO_ACCURACY, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import LABEL_SPACE, LineEnd, label_ends, wrapped
from groundwork.figures.shared.rows import RowPanel, draw_row_panels, variant_rows
from groundwork.figures.shared.series import labels_of, reported, reported_records
from groundwork.figures.shared.series_styles import series_styles
from groundwork.figures.shared.style import INK, MUTED, SERIES, TEXT

DIFFERENCE = 0.5
"""The difference in points that the lower panel is about: what claims about accuracy ask for, unless they say more."""
MIN_SEEDS = 3
LEFT, BELOW = 52.0, 220.0


def variation_over_seeds(tables: Tables, context: FigureContext) -> Drawing:
    """Variation of the accuracy over seeds

    Top: test accuracy when only the seed changes. Each small dot is one seed, the large mark is the mean over
    seeds, and the bar is the interval of that mean. The scatter of the dots is the effect of chance on a single
    run. Bottom: why several seeds are needed. Suppose two variants differ by half a point, with the standard
    deviation of the paired differences measured here. The band is the interval of that difference by number of
    seeds. While the band includes zero, that many seeds cannot distinguish half a point from no difference. The
    band makes the usual assumptions of the Student t interval, and assumes that further seeds would vary as much as
    these.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    records = reported_records(runs)
    labels = labels_of(runs)
    styles = series_styles(labels[record] for record in records)
    colors = {record: styles[labels[record]].color for record in records}
    part = RowPanel("test accuracy (%)", variant_rows(runs, METRIC, colors))
    differences = _differences(runs, records)
    if len(differences) < MIN_SEEDS:
        return draw_row_panels([part], context)
    drawing = draw_row_panels([part], context, below=BELOW)
    data = _narrowing(differences, context.confidence)
    _draw_narrowing(drawing.figure, data, [labels_of(runs)[record] for record in records[:2]])
    return Drawing(drawing.figure, pd.concat([drawing.data, data], ignore_index=True))


def _differences(runs: pd.DataFrame, records: list[str]) -> "pd.Series[float]":
    """Return the first variant's accuracy minus the second's, paired by seed; empty without a second variant."""
    if len(records) < 2:
        return pd.Series(dtype=float)
    first, second = (reported(runs[runs["record"] == record]).set_index("seed")[METRIC] for record in records[:2])
    return (first - second).dropna()


def _narrowing(differences: "pd.Series[float]", confidence: float) -> pd.DataFrame:
    """Return the interval of a mean difference of half a point by number of seeds, from the measured std."""
    std = mean_interval(differences, confidence).std
    rows = []
    for n in range(MIN_SEEDS, max(len(differences), 30) + 1):
        half = half_width(std, n, 1 - confidence)
        rows.append(
            {"panel": "interval", "n": n, "mean": DIFFERENCE, "low": DIFFERENCE - half, "high": DIFFERENCE + half}
        )
    return pd.DataFrame(rows)


def _draw_narrowing(figure: Figure, data: pd.DataFrame, names: list[str]) -> None:
    """Draw the band at the bottom, with the smallest number of seeds whose interval excludes zero."""
    right = text_width(["no difference"]) + LABEL_SPACE
    axes = add_panel(figure, LEFT, height_of(figure) - BELOW + 18, WIDTH - LEFT - right, BELOW - 74)
    seeds, low, high = (data[column].to_numpy(dtype=float) for column in ("n", "low", "high"))
    axes.set_xlim(seeds[0], seeds[-1])
    title = f"interval of a difference of {DIFFERENCE:g} points: {names[0]} minus {names[1]}"
    axes.set_title(wrapped(title, WIDTH - LEFT), linespacing=1.1)
    axes.fill_between(seeds, low, high, color=SERIES[0], alpha=0.22, linewidth=0)
    axes.plot(seeds, data["mean"], color=SERIES[0])
    axes.axhline(0, color=INK, linewidth=1.1)
    named = ((0.0, "no difference", INK), (DIFFERENCE, f"{DIFFERENCE:g} points", SERIES[0]))
    label_ends(axes, [LineEnd(seeds[-1], level, text, color) for level, text, color in named])
    _mark_enough(axes, seeds[low > 0])
    x_title(figure, [axes], "seeds")


def _mark_enough(axes: Axes, enough: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> None:
    """Mark the smallest number of seeds whose interval excludes zero, if there is one."""
    if not enough.size:
        return
    axes.axvline(enough[0], color=INK, alpha=MUTED, linewidth=0.9, linestyle=":")
    axes.annotate(
        f"{enough[0]:.0f} seeds distinguish them",
        (enough[0], 1),
        (5, -4),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        va="top",
        size=TEXT,
    )
