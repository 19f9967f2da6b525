"""The learning rate during training, by schedule."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from groundwork.components import schedules
from groundwork.components.schedules import TrainingProgress
from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, x_title, y_title
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import panel_size, wrapped
from groundwork.figures.shared.names import name_text
from groundwork.figures.shared.series import longest
from groundwork.figures.shared.style import INK, MUTED, SERIES, SMALL
from groundwork.tables.shared.rows import component_of

COLUMNS = 4
STILL_FROM = 0.34
"""Share of the epochs after which the artificial validation loss is constant."""
LINEAR_TO = 1000.0
"""Largest relative learning rate, in percent, that is drawn on a linear scale."""


def schedule_shapes(tables: Tables, context: FigureContext) -> Drawing:  # noqa: ARG001
    """How each schedule changes the learning rate

    Learning rate at every step relative to the variant's learning rate, over one training run: computed from the
    schedules with the study's number of epochs and steps, not measured. A schedule that reacts to the validation loss
    is shown for an artificial loss that falls at first and is constant from the dotted line on; in a real run, the
    shape depends on the loss.
    """
    data = _data(tables["runs"])
    if data.empty:
        return nothing_to_draw("No variant of the study has training steps, so there is no schedule.")
    names = list(dict.fromkeys(data["schedule"]))
    columns = min(len(names), COLUMNS)
    figure, axes = panels(len(names), columns, 92 if columns > 1 else 150, Margins(top=28, down=40, across=22))
    for number, (panel, name) in enumerate(zip(axes, names, strict=True)):
        own = data[data["schedule"] == name]
        panel.set_title(wrapped(name, panel_size(panel)[0] + 8), linespacing=1.1)
        _frame(panel, data["rate_share_percent"])
        panel.tick_params(labelleft=number % columns == 0)
        panel.plot(own["training_percent"], own["rate_share_percent"], color=SERIES[0])
        _mark_still(panel, own)
    x_title(figure, axes, "progress of training (%)")
    y_title(figure, axes, "relative learning rate (%)")
    note(figure, "computed, not measured")
    return Drawing(figure, data)


def _data(runs: pd.DataFrame) -> pd.DataFrame:
    """Return each schedule's relative learning rate at each step, for the first variant that has it."""
    runs = longest(runs)
    steps = runs.groupby("record")["steps"].transform("max")
    trained = runs.assign(steps=steps)[steps > 0].drop_duplicates("schedule")
    return pd.concat([pd.DataFrame(), *(_shape(row) for _, row in trained.iterrows())], ignore_index=True)


def _shape(variant: "pd.Series[Any]") -> pd.DataFrame:
    steps, epochs = int(variant["steps"]), int(variant["epochs"])
    still = max(round(epochs * STILL_FROM), 1)
    shares, falling = (_shares(variant, steps, epochs, until) for until in (still, epochs))
    return pd.DataFrame(
        {
            "schedule": name_text("schedule", variant["schedule"]),
            "step": range(steps),
            "training_percent": 100 * np.arange(steps) / max(steps - 1, 1),
            "rate_share_percent": 100 * shares,
            "waits_from_percent": 100 * still / epochs if (shares != falling).any() else np.nan,
        }
    )


def _shares(variant: "pd.Series[Any]", steps: int, epochs: int, still: int) -> NDArray[np.float64]:
    """Return the relative learning rate at each step if the validation loss falls in the first `still` epochs only."""
    schedule = component_of(variant["components"], "schedule")
    if schedule is None:
        raise TypeError(f"{variant['record']}: a model without training steps has no schedule")
    function = getattr(schedules, schedule.name)
    rate = float(variant["learning_rate"])
    losses = [1 - min(epoch, still - 1) / epochs for epoch in range(epochs)]
    passed = [step * epochs // steps for step in range(steps)]
    at_steps = [TrainingProgress(rate, step, steps, epoch, epochs, losses[:epoch]) for step, epoch in enumerate(passed)]
    return np.array([function(each, **schedule.settings) / rate for each in at_steps], dtype=float)


def _frame(axes: Axes, shares: "pd.Series[float]") -> None:
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 50, 100])
    axes.set_ylim(0, shares.max() * 1.08)
    if shares.max() > LINEAR_TO:
        log_axis(axes, shares)


def _mark_still(axes: Axes, own: pd.DataFrame) -> None:
    """Mark where the artificial validation loss becomes constant, if the schedule reacts to it."""
    still = float(own["waits_from_percent"].iloc[0])
    if np.isfinite(still):
        axes.axvline(still, color=INK, alpha=MUTED, linewidth=0.9, linestyle=":")
        text = "loss\nis\nflat"
        place: Any = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
        look: Any = {"ha": "right", "va": "center", "size": SMALL, "alpha": MUTED, "linespacing": 1.1}
        axes.annotate(text, (still, 0.5), (-3, 0), **look, **place)  # on the left, where the curve is still flat
