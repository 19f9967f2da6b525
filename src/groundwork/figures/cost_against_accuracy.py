"""Test accuracy against compute: multiply-adds for one image."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from groundwork.figures.shared.axes import few_ticks
from groundwork.figures.shared.bands import seeds_text
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures.shared.counts import accuracy_axis
from groundwork.figures.shared.dots import METRIC, NO_ACCURACY, dot_data, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.families import BAR_ALPHA, draw_seeds
from groundwork.figures.shared.marks import MARK_SPACE, NamedMark, name_marks
from groundwork.figures.shared.series import labels_of, looks, reported
from groundwork.figures.shared.series_parts import belongs_to
from groundwork.figures.shared.style import INK, LINE_HEIGHT, MUTED, TEXT

COST = "multiply_adds"
PAD = 1.5
MAX_TICKS = 5
MIN_HEIGHT = 220.0


def cost_against_accuracy(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy against compute for one image

    The horizontal axis is the number of multiply-adds that the network needs to classify one image, counted rather than
    timed, on a logarithmic scale; the vertical axis is test accuracy at the end of training. Higher and further left is
    better. The step line is the Pareto front: it joins the variants that no cheaper variant beats. A variant below it
    spends compute that another variant does not need. The mark is the mean over seeds, the bar is the interval of that
    mean, and the small dots are single seeds. The numbers name the marks. A cross in place of the mark shows that a run
    diverged, which counts as guessing. The accuracy axis does not start at 0.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    data = _data(runs, context.confidence)
    if data.empty:
        return nothing_to_draw("No variant of the study has a known number of multiply-adds.")
    return _draw(runs[runs["record"].isin(data["record"])], data, context)


def _draw(known: pd.DataFrame, data: pd.DataFrame, context: FigureContext) -> Drawing:
    """Draw the variants whose multiply-adds are known."""
    margins = Margins(right=text_width(list(data["variant"])) + MARK_SPACE)
    figure, (axes,) = panels(1, 1, max(MIN_HEIGHT, LINE_HEIGHT * TEXT * (len(data) + 1)), margins)
    _cost_axis(axes, data[COST])
    accuracy_axis(axes, known, data)
    _draw_front(axes, data)
    shown = looks(known, list(data["record"]), dict(zip(data["record"], data["variant"], strict=True)))
    marks = []
    for variant, (_, row) in zip(shown, data.iterrows(), strict=True):
        marker = "X" if row["diverged"] else variant.marker
        _draw_point(axes, known, row, variant.label, variant.color, marker)
        marks.append(NamedMark(row[COST], row["mean"], variant.label, variant.color, marker))
    name_marks(axes, marks)
    x_title(figure, [axes], "multiply-adds for one image (logarithmic)")
    y_title(figure, [axes], "test accuracy (%)")
    note(figure, seeds_text(reported(known), context, "bar"))
    return Drawing(figure, data.drop(columns="mark"))


def _data(runs: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return one row per variant whose multiply-adds are known."""
    costs = runs.drop_duplicates("record").set_index("record")[COST]
    data = dot_data(runs, labels_of(runs), confidence)
    data.insert(2, COST, costs[data["record"]].to_numpy(dtype=float))
    return data[data[COST] > 0].reset_index(drop=True)


def _cost_axis(axes: Axes, costs: "pd.Series[float]") -> None:
    low, high = costs.min() / PAD, costs.max() * PAD
    ticks = few_ticks(low, high)
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.set_xticks(ticks[:: -(-len(ticks) // MAX_TICKS)])
    axes.xaxis.set_major_formatter(lambda value, _: _count_text(value))
    axes.xaxis.set_minor_locator(NullLocator())


def _count_text(number: float) -> str:
    """Return a number in full, or in millions from one million up."""
    return f"{number / 1e6:g} million" if number >= 1e6 else f"{number:,.0f}"


def _draw_front(axes: Axes, data: pd.DataFrame) -> None:
    """Draw the Pareto front: the variants that beat all cheaper ones."""
    by_cost = data.sort_values([COST, "mean"], ascending=[True, False])
    best = by_cost[by_cost["mean"] > by_cost["mean"].cummax().shift(fill_value=-np.inf)]
    right = axes.get_xlim()[1]
    places, means = [*best[COST], right], [*best["mean"], best["mean"].iloc[-1]]
    axes.step(places, means, where="post", color=INK, alpha=MUTED, linewidth=0.9, linestyle=(0, (4, 2)))


def _draw_point(axes: Axes, runs: pd.DataFrame, row: "pd.Series[float]", name: str, color: str, marker: str) -> None:
    cost = row[COST]
    seeds = reported(runs[runs["record"] == row["record"]])[METRIC]
    belongs_to(draw_seeds(axes, seeds * 0 + cost, seeds, color), axes, name, "seeds")
    (bar,) = axes.plot(
        [cost, cost], [row["low"], row["high"]], color=color, linewidth=6, alpha=BAR_ALPHA, solid_capstyle="butt"
    )
    (mark,) = axes.plot([cost], [row["mean"]], marker=marker, color=color, markeredgewidth=0, zorder=4)
    belongs_to(bar, axes, name, "band")
    belongs_to(mark, axes, name, "mark")
