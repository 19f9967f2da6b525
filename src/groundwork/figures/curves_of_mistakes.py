"""Learning curves with one mistake each."""

import math

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.bands import means_text
from groundwork.figures.shared.canvas import Margins, note, panels, x_title, y_title
from groundwork.figures.shared.cases import count_axis, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import panel_size, wrapped
from groundwork.figures.shared.style import DASHES, INK, MUTED, SERIES, SMALL

MEASUREMENT = "training_mistakes"
LINES = {"running_train_loss": "training loss", "validation_loss": "validation loss"}
COLORS, MARKS = (SERIES[0], SERIES[1]), (DASHES[0], DASHES[1])
COLUMNS, HEIGHT = 3, 84.0
HIGHEST = 4.0
DECIMALS = 4  # more would not fit the page
OMITTED = ("batches sorted by class",)
"""Its curves look like others: what is special happens within an epoch, and a point is a mean over about one."""


def curves_of_mistakes(tables: Tables, context: FigureContext) -> Drawing:
    """Learning curves, each with one mistake

    Loss of the same network with one thing done wrong in each panel; the first has no mistake. The training loss is
    the mean over the steps since the previous point, as a training script logs it; the validation loss is taken at
    the points. The scales are the same in all panels; a curve that leaves a panel is above it. The dotted line is
    the loss of guessing, the logarithm of the number of classes. Ask of each panel: where does the loss start, does
    it fall, where does it stop, and how far apart are the two lines? Each line is the mean over seeds.
    """
    rows = pd.concat([measured_rows(tables, MEASUREMENT, metric) for metric in LINES], ignore_index=True)
    rows = rows[~rows["case"].isin(OMITTED)]
    if rows.empty:
        return not_measured(MEASUREMENT)
    data = _means(rows)
    cases = list(data["case"].drop_duplicates())
    figure, axes = panels(len(cases), COLUMNS, HEIGHT, Margins(top=34, bottom=52, down=44))
    guessing = math.log(len(context.class_names)) if context.class_names else None
    for number, (case, panel) in enumerate(zip(cases, axes, strict=True)):
        panel.set_title(wrapped(case, panel_size(panel)[0]), linespacing=1.1)
        count_axis(panel, data["step"])
        panel.set_ylim(0, HIGHEST)
        panel.tick_params(labelleft=number % COLUMNS == 0)
        _draw(panel, data[data["case"] == case], guessing)
    x_title(figure, axes, "optimizer steps")
    y_title(figure, axes, "cross-entropy (nats)")
    _name_lines(axes[0])
    note(figure, means_text([int(rows["seed"].nunique())], context, "").partition(",")[0])
    return Drawing(figure, data)


def _means(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the mean of each line at each step, by case, in the order of measurement."""
    means = rows.groupby(["case", "metric", "at"], sort=False)["value"].agg(["mean", "size"]).reset_index()
    means = means.rename(columns={"at": "step", "size": "n"})
    cases = {case: place for place, case in enumerate(rows["case"].drop_duplicates())}
    places = means["case"].map(cases)
    ordered = means.assign(place=places).sort_values(["place", "metric", "step"], ignore_index=True)
    rounded = ordered.assign(line=ordered["metric"].map(LINES), mean=ordered["mean"].round(DECIMALS))
    return rounded[["case", "line", "step", "n", "mean"]]


def _draw(axes: Axes, data: pd.DataFrame, guessing: float | None) -> None:
    if guessing is not None:
        axes.axhline(guessing, color=INK, alpha=MUTED, linewidth=0.9, linestyle=":", zorder=1)
    for line, color, dash in zip(LINES.values(), COLORS, MARKS, strict=True):
        own = data[data["line"] == line]
        axes.plot(own["step"], own["mean"].clip(upper=2 * HIGHEST), color=color, linestyle=dash)


def _name_lines(axes: Axes) -> None:
    """Write the names of the lines into the first panel, where both fall."""
    for place, (name, color) in enumerate(zip(LINES.values(), COLORS, strict=True)):
        axes.annotate(
            name,
            (1, 1),
            (-4, -9 - 10 * place),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right",
            va="center",
            size=SMALL,
            color=color,
        )
