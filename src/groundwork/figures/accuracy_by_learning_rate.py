"""Final accuracy by learning rate."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import rate_axis, rate_text
from groundwork.figures.shared.bands import seeds_text
from groundwork.figures.shared.canvas import WIDTH, Margins, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures.shared.dots import METRIC, NO_ACCURACY, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.families import (
    Family,
    draw_rates,
    draw_reported_rates,
    draw_tuning,
    families_of,
    rate_band,
    tuning_band,
)
from groundwork.figures.shared.series import reported
from groundwork.figures.shared.series_parts import belongs_to
from groundwork.figures.shared.style import FAINT, INK, MUTED, SMALL, TEXT

COLUMNS = 3


def accuracy_by_learning_rate(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy against learning rate

    Test accuracy at the end of training for each learning rate reported, on a logarithmic axis. The line is the mean
    over seeds, the band is the interval of that mean, and the small dots are single seeds: where they lie far apart,
    the mean alone would mislead. The ring marks the tuned learning rate, chosen on validation images with seeds other
    than those drawn; a wide peak around it means that the choice matters little. If learning rates were tried that are
    not reported, a thin dashed line shows what tuning compared at all of them: validation accuracy, averaged over the
    last quarter of training and over the tuning seeds, which are the small rings. Test accuracy is then a mark with its
    interval as a bar at each learning rate reported. The dotted line is guessing. A diverged run counts as guessing; a
    cross marks the learning rates where that happened, with the number of seeds. Faint lines repeat the other panels
    for comparison.
    """
    if not has_accuracy(tables["runs"]):
        return nothing_to_draw(NO_ACCURACY)
    return _draw(tables["runs"], context)


def _draw(runs: pd.DataFrame, context: FigureContext) -> Drawing:
    """Draw one panel for each family of variants that differ only in the learning rate."""
    groups = families_of(runs)
    parts = [_Part.of(family, context) for family in groups]
    columns = _columns([family.name for family in groups])
    figure, axes = panels(
        len(groups), columns, 205 if columns == 1 else 120, Margins(right=50, across=12, top=30, down=48)
    )
    for number, (part, panel) in enumerate(zip(parts, axes, strict=True)):
        last = number % columns == columns - 1 or number == len(groups) - 1
        _frame(panel, runs, context.guessing_percent, first=number % columns == 0, last=last)
        for other in parts:
            (line,) = panel.plot(other.line["learning_rate"], other.line["mean"], color=INK, alpha=FAINT, linewidth=1.2)
            belongs_to(line, panel, other.family.name, "line")
        part.draw(panel)
        _mark(panel, part, context.guessing_percent or 0.0, named=len(groups) > 1)
    x_title(figure, axes, "learning rate (logarithmic)")
    are_tried = any(part.is_partial for part in parts)
    y_title(figure, axes, "accuracy (%): test, dashed validation" if are_tried else "test accuracy (%)")
    note(figure, seeds_text(reported(runs), context, "bar" if are_tried else "band"))
    return Drawing(figure, pd.concat([part.data for part in parts], ignore_index=True))


@dataclass(frozen=True, eq=False)
class _Part:
    """The content of one panel: a family, its test accuracy where reported, and, if that is not all, what was tried."""

    family: Family
    test: pd.DataFrame
    tried: pd.DataFrame

    @classmethod
    def of(cls, family: Family, context: FigureContext) -> "_Part":
        tried = tuning_band(family) if family.is_partly_reported else pd.DataFrame()
        return cls(family, rate_band(family, METRIC, context.confidence), tried)

    @property
    def is_partial(self) -> bool:
        return not self.tried.empty

    @property
    def line(self) -> pd.DataFrame:
        """What has a value at every learning rate, as a line needs."""
        return self.tried if self.is_partial else self.test

    @property
    def marks(self) -> pd.DataFrame:
        """Each learning rate once: test accuracy where reported, else validation accuracy."""
        known = self.test.assign(split="test")
        if not self.is_partial:
            return known
        others = self.tried[~self.tried["record"].isin(known["record"])].assign(split="validation")
        return pd.concat([known, others], ignore_index=True)

    @property
    def data(self) -> pd.DataFrame:
        """The rows that are drawn: test accuracy where it was reported, and what tuning compared elsewhere."""
        parts = [self.test.assign(split="test"), self.tried.assign(split="validation")]
        every = pd.concat([part for part in parts if len(part)], ignore_index=True)
        chosen = self.family.choice.record if self.family.choice else None
        return every.assign(tuned=every["record"] == chosen)

    def draw(self, axes: Axes) -> None:
        """Draw the family in a panel with final axis limits."""
        if self.is_partial:
            draw_tuning(axes, self.family, self.tried)
            draw_reported_rates(axes, self.family, self.test, METRIC)
        else:
            draw_rates(axes, self.family, self.test, METRIC)


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


def _mark(axes: Axes, part: _Part, chance: float, *, named: bool) -> None:
    """Write the family's name and tuned learning rate above the panel, ring it, and mark the rates that diverged."""
    choice, marks = part.family.choice, part.marks
    axes.set_title(part.family.name if named else "", pad=17)
    if choice:
        chosen = marks[marks["record"] == choice.record].iloc[0]
        place = [choice.learning_rate], [float(chosen["mean"])]
        axes.scatter(*place, s=95, facecolors="none", edgecolors=INK, clip_on=False, zorder=4)
        of = "" if chosen["split"] == "test" else " on validation"
        text = f"tuned {rate_text(choice.learning_rate)}: {chosen['mean']:.1f} %{of}"
        axes.annotate(text, (0, 1), (0, 6), xycoords="axes fraction", textcoords="offset points", size=TEXT)
    for _, row in marks[marks["diverged"] > 0].iterrows():
        rate, diverged = float(row["learning_rate"]), int(row["diverged"])
        axes.plot([rate], [chance], marker="X", markersize=7, color=part.family.color, markeredgewidth=0, zorder=4)
        axes.annotate(
            f"{diverged}/{int(row['n'])}", (rate, chance), (0, 7), textcoords="offset points", ha="center", size=SMALL
        )
