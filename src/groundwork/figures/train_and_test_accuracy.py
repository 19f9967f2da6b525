"""Training accuracy against test accuracy: the generalization gap."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.bands import interval_row
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title
from groundwork.figures.shared.dots import (
    METRIC,
    NO_ACCURACY,
    ROW,
    dot_data,
    draw_dot,
    draw_reference,
    frame_rows,
    has_accuracy,
    write_beside,
    write_names,
)
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.series import labels_of, reported
from groundwork.figures.shared.style import MUTED, SERIES, SMALL, TEXT

TRAIN = "train_accuracy_percent"
TEST_COLOR, TRAIN_COLOR = SERIES[0], SERIES[1]


def train_and_test_accuracy(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy on training images and on test images

    The ring is the accuracy on training images and the dot that on test images, both means over seeds for the weights
    that were kept; the bar is the interval of the test mean, and the small dots are single seeds. The line between ring
    and dot is the generalization gap, printed in points on the right: the longer it is, the more the network overfits.
    A regularizer may shorten it from either end, but it has helped only if the dot moves to the right; the dotted line
    repeats the test accuracy of the first row for comparison; the other rows are in its order. A diverged run counts as
    guessing; a cross in place of the dot shows that there was one. The axis does not start at 0.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    data = _data(runs, context.confidence)
    marks = [f"{gap:+.1f}".replace("-", "\N{MINUS SIGN}") for gap in data["gap"]]
    margins = Margins(left=text_width(list(data["variant"])) + 14, right=text_width([*marks, "gap"]) + 14, top=30)
    figure, (axes,) = panels(1, 1, ROW * (len(data) + 0.6), margins)
    frame_rows(axes, _span(runs), len(data) - 1)
    draw_reference(axes, float(data["mean"].iloc[0]) if len(data) > 1 else None, "test accuracy of the first row")
    write_names(axes, list(data["variant"]))
    for place, (_, row) in enumerate(data.iterrows()):
        _draw_gap(axes, place, row)
        draw_dot(axes, runs, row, place, (TEST_COLOR, "o"))
        write_beside(axes, place, 8, marks[place], TEXT)
    axes.annotate("gap", (1, 1), (8, 2), xycoords="axes fraction", textcoords="offset points", size=SMALL, alpha=MUTED)
    x_title(figure, [axes], "accuracy (%): ring on training images, dot on test images")
    note(figure, f"means over seeds, bar: {100 * context.confidence:g} % interval")
    return Drawing(figure, data.drop(columns="mark"))


def _data(runs: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return one row per variant: test mean with its interval, training mean, and the gap in points.

    The first variant of the plan comes first, and then the others by their test means, the highest first.
    """
    data = dot_data(runs, labels_of(runs), confidence)
    groups = {str(record): group for record, group in reported(runs).groupby("record")}
    train = [interval_row(groups[record][TRAIN], len(groups[record]), confidence)["mean"] for record in data["record"]]
    data = data.assign(train_mean=train, gap=[high - low for high, low in zip(train, data["mean"], strict=True)])
    return pd.concat([data[:1], data[1:].sort_values("mean", ascending=False, kind="stable")], ignore_index=True)


def _span(runs: pd.DataFrame) -> tuple[float, float]:
    values = pd.concat([reported(runs)[METRIC], reported(runs)[TRAIN]])
    margin = max((values.max() - values.min()) * 0.06, 0.5)
    return max(float(values.min()) - margin, 0.0), min(float(values.max()) + margin, 100.5)


def _draw_gap(axes: Axes, place: float, row: "pd.Series[float]") -> None:
    ends = [row["mean"], row["train_mean"]]
    axes.plot(ends, [place, place], color=TRAIN_COLOR, linewidth=1.6, zorder=2)
    ring: Any = {"markerfacecolor": "none", "markeredgecolor": TRAIN_COLOR, "markeredgewidth": 1.6, "markersize": 6.5}
    axes.plot(ends[1:], [place], marker="o", linestyle="", clip_on=False, zorder=4, **ring)
