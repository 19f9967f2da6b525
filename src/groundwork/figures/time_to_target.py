"""Steps to reach an accuracy that all variants reach."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import rate_axis, rate_text
from groundwork.figures.shared.bands import interval_row
from groundwork.figures.shared.canvas import Margins, note, panels, text_width, x_title
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.families import Family, draw_mean, draw_seeds, families_of, shared_rate
from groundwork.figures.shared.series import reported
from groundwork.figures.shared.style import MUTED, SMALL, TEXT
from groundwork.tables.shared.speed import steps_to

ACCURACY, STEPS = "validation_accuracy_percent", "steps"
LEARNED = 10.0  # points above guessing
ROW = 17.0


@dataclass(frozen=True)
class Row:
    """One row of the figure: a variant, its label, and its style."""

    record: str
    label: str
    color: str
    hollow: bool


def time_to_target(tables: Tables, context: FigureContext) -> Drawing:
    """Steps until a common accuracy

    Number of steps until validation accuracy first reaches what the slowest of these variants reaches at its end, with
    each seed, interpolated between the points of the curve on a logarithmic scale. Further left is faster. The large
    dot is the geometric mean over seeds, the bar is the interval of that mean, and the small dots are single seeds. If
    several learning rates were tried, a filled dot is the tuned learning rate and a ring the learning rate that all
    have in common. A cross marks a variant that with some seeds diverged, or ended less than ten points above the
    accuracy of guessing; it has no mean, and sets no target.
    """
    rows = _rows(families_of(tables["runs"]))
    records = [row.record for row in rows]
    runs, curves = (table[table["record"].isin(records)] for table in (reported(tables["runs"]), tables["curves"]))
    times = _times(runs.drop_duplicates(["record", "seed"]), reported(curves), context.guessing_percent or 0.0)
    data = pd.DataFrame([_row(row, times, context.confidence) for row in rows])
    left = text_width([row.label for row in rows]) + 14
    right = text_width(["learned nothing with 10 of 10 seeds"], SMALL) + 20
    figure, (axes,) = panels(1, 1, max(ROW * len(rows), 40), Margins(left=left, right=right, top=10))
    trained = curves.loc[curves["step"] > 0, "step"]
    _frame(axes, list(data["variant"]), [float(trained.min()), float(trained.max())])
    for place, row in enumerate(rows):
        own = times.loc[times["record"] == row.record, STEPS]
        known = own[np.isfinite(own)]
        draw_seeds(axes, known, known * 0 + place, row.color)
        _draw_row(axes, place, row, data.iloc[place])
    reach = times["target"].mean()
    target = "" if math.isnan(reach) else f", {reach:.1f} % on average"
    x_title(figure, [axes], f"steps until the validation accuracy of the slowest{target}")
    note(figure, f"dot: geometric mean over seeds, bar: {100 * context.confidence:g} % interval")
    return Drawing(figure, data)


def _times(runs: pd.DataFrame, curves: pd.DataFrame, guessing: float) -> pd.DataFrame:
    """Return steps and target by record and seed; infinite steps for a run that diverged or learned nothing."""
    finished = runs.loc[runs["outcome"] == "finished", ["record", "seed"]]
    known = curves.merge(finished, on=["record", "seed"]).dropna(subset=[ACCURACY]).sort_values("step")
    by_run = {(str(record), int(str(seed))): run for (record, seed), run in known.groupby(["record", "seed"])}
    learned = {key: run for key, run in by_run.items() if _end(run) >= guessing + LEARNED}
    targets: dict[int, float] = {}
    for (_, seed), run in learned.items():
        targets[seed] = min(_end(run), targets.get(seed, math.inf))
    found = []
    for key in zip(runs["record"].astype(str), runs["seed"].astype(int), strict=True):
        target = targets.get(key[1], math.nan)
        steps = _steps(learned[key], target) if key in learned else math.inf
        found.append({"record": key[0], "seed": key[1], "target": target, STEPS: steps})
    return pd.DataFrame(found)


def _end(run: pd.DataFrame) -> float:
    return float(run[ACCURACY].iloc[-1])


def _steps(run: pd.DataFrame, target: float) -> float:
    steps, accuracies = (run[name].to_numpy(dtype=np.float64) for name in ("step", ACCURACY))
    return steps_to(steps, accuracies, target)


def _rows(groups: list[Family]) -> list[Row]:
    """Return each family at its tuned and its shared learning rate, or every variant if there are neither."""
    rate = shared_rate(groups) if len(groups) > 1 else None
    rows = []
    for family in groups:
        chosen = family.chosen_record if len(groups) > 1 else None
        shared = family.records[rate] if rate is not None else None
        for each, record in family.records.items():
            if record in (chosen, shared) or (chosen, shared) == (None, None):
                tuned = "tuned " if record == chosen else ""
                parts = [family.name] * (len(groups) > 1) + [tuned + rate_text(each)] * (len(family.records) > 1)
                label = ", ".join(parts) or family.name
                rows.append(Row(record, label, family.color, hollow=chosen is not None and record != chosen))
    return rows


def _row(row: Row, times: pd.DataFrame, confidence: float) -> dict[str, object]:
    steps = times.loc[times["record"] == row.record, STEPS]
    interval = interval_row(steps, len(steps), confidence, geometric=True)
    missed = int((~np.isfinite(steps)).sum())
    return {"variant": row.label, "record": row.record, **interval, "missed": missed, "seeds": len(steps)}


def _frame(axes: Axes, labels: list[str], steps: list[float]) -> None:
    rate_axis(axes, steps)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks(range(len(labels)), labels=labels, size=TEXT)
    axes.spines["left"].set_visible(False)


def _draw_row(axes: Axes, place: int, row: Row, interval: "pd.Series[float]") -> None:
    if not interval["missed"]:
        draw_mean(axes, place, interval, row.color, "o", hollow=row.hollow)
        return
    limit = axes.get_xlim()[1]
    axes.plot([limit], [place], marker="X", markersize=6.5, color=row.color, markeredgewidth=0, clip_on=False, zorder=4)
    text = f"learned nothing with {interval['missed']} of {interval['seeds']} seeds"
    axes.annotate(text, (limit, place), (9, 0), textcoords="offset points", va="center", size=SMALL, alpha=MUTED)
