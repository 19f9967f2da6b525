"""The learning rate over a training, schedule by schedule."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from groundwork.components import schedules
from groundwork.components.schedules import TrainingProgress
from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.canvas import Room, note, nothing_to_draw, panels, x_title, y_title
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import panel_size, wrapped
from groundwork.figures.shared.names import name_text
from groundwork.figures.shared.style import INK, MUTED, SERIES, SMALL
from groundwork.tables.shared.rows import component_of

COLUMNS = 4
STILL_FROM = 0.34
"""The share of the epochs after which the made-up validation loss stands still."""
LINEAR_TO = 1000.0
"""The share in percent up to which the scale is linear; a rate that rises beyond needs a logarithmic one."""


def schedule_shapes(tables: Tables, context: FigureContext) -> Drawing:  # noqa: ARG001
    """How each schedule moves the learning rate

    The learning rate of every step as a share of the rate that the variant names, over one training from its first
    to its last step: computed from the schedules themselves, with the study's number of epochs and steps, and not
    measured. A schedule that waits for the validation loss is shown for a made-up loss, which falls at first and
    stands still from the dotted line on; how a real one moves depends on its training.
    """
    data = _data(tables["runs"])
    if data.empty:
        return nothing_to_draw("No variant of the study takes steps, so there is no schedule.")
    names = list(dict.fromkeys(data["schedule"]))
    columns = min(len(names), COLUMNS)
    figure, axes = panels(len(names), columns, 92 if columns > 1 else 150, Room(top=28, down=40, across=22))
    for number, (panel, name) in enumerate(zip(axes, names, strict=True)):
        own = data[data["schedule"] == name]
        panel.set_title(wrapped(name, panel_size(panel)[0] + 8), linespacing=1.1)
        _frame(panel, data["rate_share_percent"])
        panel.tick_params(labelleft=number % columns == 0)
        panel.plot(own["training_percent"], own["rate_share_percent"], color=SERIES[0])
        _mark_still(panel, own)
    x_title(figure, axes, "share of the training (%)")
    y_title(figure, axes, "share of the rate (%)")
    note(figure, "computed, not measured")
    return Drawing(figure, data)


def _data(runs: pd.DataFrame) -> pd.DataFrame:
    """Return each schedule's share of the learning rate step by step, for the first variant that has it."""
    longest = runs.groupby("record")["steps"].transform("max")
    trained = runs.assign(steps=longest)[longest > 0].drop_duplicates("schedule")
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
    """Return every step's share of the rate where the validation loss falls for the first `still` epochs only."""
    schedule = component_of(variant["components"], "schedule")
    if schedule is None:
        raise TypeError(f"{variant['record']}: what takes no steps has no schedule")
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
    """Mark where the made-up validation loss begins to stand still, if the schedule waits for that."""
    still = float(own["waits_from_percent"].iloc[0])
    if np.isfinite(still):
        axes.axvline(still, color=INK, alpha=MUTED, linewidth=0.9, linestyle=":")
        text = "loss\nstands\nstill"
        place: Any = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
        look: Any = {"ha": "right", "va": "center", "size": SMALL, "alpha": MUTED, "linespacing": 1.1}
        axes.annotate(text, (still, 0.5), (-3, 0), **look, **place)  # on the left, where the rate has not moved yet
