"""Final accuracy by learning rate."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import rate_axis, rate_text
from groundwork.figures.shared.bands import seeds_text
from groundwork.figures.shared.canvas import WIDTH, Margins, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures.shared.dots import METRIC, NO_ACCURACY, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.families import Family, draw_rates, families_of, rate_band
from groundwork.figures.shared.series import reported
from groundwork.figures.shared.style import FAINT, INK, MUTED, SMALL, TEXT

COLUMNS = 3


def accuracy_by_learning_rate(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy against learning rate

    Test accuracy at the end of training for each learning rate tried, on a logarithmic axis. The line is the mean over
    seeds, the band is the interval of that mean, and the small dots are single seeds: where they lie far apart, the
    mean alone would mislead. The ring marks the tuned learning rate, chosen on validation images with seeds other than
    those drawn; a wide peak around it means that the choice matters little. The dotted line is guessing. A diverged run
    counts as guessing; a cross marks the learning rates where that happened, with the number of seeds. Faint lines
    repeat the other panels for comparison.
    """
    if not has_accuracy(tables["runs"]):
        return nothing_to_draw(NO_ACCURACY)
    return _draw(tables["runs"], context)


def _draw(runs: pd.DataFrame, context: FigureContext) -> Drawing:
    """Draw one panel for each family of variants that differ only in the learning rate."""
    groups = families_of(runs)
    chance = context.guessing_percent
    bands = [rate_band(family, METRIC, context.confidence) for family in groups]
    columns = _columns([family.name for family in groups])
    figure, axes = panels(
        len(groups), columns, 205 if columns == 1 else 120, Margins(right=50, across=12, top=30, down=48)
    )
    for number, (family, panel) in enumerate(zip(groups, axes, strict=True)):
        last = number % columns == columns - 1 or number == len(groups) - 1
        _frame(panel, runs, chance, first=number % columns == 0, last=last)
        for other in bands:
            panel.plot(other["learning_rate"], other["mean"], color=INK, alpha=FAINT, linewidth=1.2)
        draw_rates(panel, family, bands[number], METRIC)
        _mark(panel, family, bands[number], chance or 0.0, named=len(groups) > 1)
    x_title(figure, axes, "learning rate (logarithmic)")
    y_title(figure, axes, "test accuracy (%)")
    note(figure, seeds_text(reported(runs), context))
    chosen = {family.choice.record for family in groups if family.choice}
    data = pd.concat(bands, ignore_index=True)
    return Drawing(figure, data.assign(tuned=data["record"].isin(chosen)))


def _columns(titles: list[str]) -> int:
    """Return how many panels fit side by side without overlapping titles."""
    fitting = int((WIDTH - 100) // (text_width(titles, weight="bold") + 12))
    return max(min(len(titles), COLUMNS, fitting), 1)


def _frame(axes: Axes, runs: pd.DataFrame, chance: float | None, *, first: bool, last: bool) -> None:
    rate_axis(axes, runs["learning_rate"])
    axes.set_ylim(0, 100)
    axes.tick_params(labelleft=first)
    if chance is None:
        return
    axes.axhline(chance, color=INK, alpha=MUTED, linewidth=0.9, linestyle=":")
    if last:
        axes.text(1.03, chance / 100, "guessing", transform=axes.transAxes, size=SMALL, va="center", alpha=MUTED)


def _mark(axes: Axes, family: Family, band: pd.DataFrame, chance: float, *, named: bool) -> None:
    """Write the family's name and tuned learning rate above the panel, ring it, and mark the rates that diverged."""
    choice = family.choice
    axes.set_title(family.name if named else "", pad=17)
    if choice:
        mean = float(band.loc[band["record"] == choice.record, "mean"].iloc[0])
        axes.scatter([choice.learning_rate], [mean], s=95, facecolors="none", edgecolors=INK, clip_on=False, zorder=4)
        text = f"tuned {rate_text(choice.learning_rate)}: {mean:.1f} %"
        axes.annotate(text, (0, 1), (0, 6), xycoords="axes fraction", textcoords="offset points", size=TEXT)
    seeds = reported(family.runs)["seed"].nunique()
    for _, row in band[band["diverged"] > 0].iterrows():
        rate, diverged = float(row["learning_rate"]), int(row["diverged"])
        axes.plot([rate], [chance], marker="X", markersize=7, color=family.color, markeredgewidth=0, zorder=4)
        axes.annotate(
            f"{diverged}/{seeds}", (rate, chance), (0, 7), textcoords="offset points", ha="center", size=SMALL
        )
