"""Line plots of a measurement: one line per case, labeled at its end."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullLocator

from groundwork.figures.shared.bands import band_data, seeds_text
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title
from groundwork.figures.shared.curves import draw_lines
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import LABEL_SPACE, label_ends
from groundwork.figures.shared.series import Shown
from groundwork.figures.shared.series_styles import series_styles
from groundwork.figures.shared.style import DASHES, INK

HEIGHT = 190.0


@dataclass(frozen=True)
class CasePanel:
    """One panel: its title, its rows (case, seed, at, value), and the functions that set up its axes.

    `geometric` overrides what the figure's other panels do.
    """

    title: str
    rows: pd.DataFrame
    frame_x: Callable[[Axes, Iterable[float]], None]
    frame_y: Callable[[Axes, "pd.Series[float]"], None]
    geometric: bool | None = None


def measured_rows(tables: Tables, measurement: str, metric: str) -> pd.DataFrame:
    """Return a measurement's rows for one metric, or no rows if the study does not have it.

    If the study has it several times with different settings, the first one is shown.
    """
    if "measurements" not in tables:
        return pd.DataFrame(columns=["case", "seed", "at", "value", "record"])
    table = tables["measurements"]
    own = table[(table["measurement"].str.partition(" ")[0] == measurement) & (table["metric"] == metric)]
    return own[own["record"] == own["record"].iloc[0]] if len(own) else own


def not_measured(measurement: str) -> Drawing:
    """Return the figure for a study without this measurement."""
    return nothing_to_draw(f"The study does not have the measurement {measurement}, or it gave no value.")


def draw_cases(
    parts: list[CasePanel], context: FigureContext, x_text: str, *, geometric: bool, reference: str = ""
) -> Drawing:
    """Draw the panels below one another; the case named `reference` is a formula, drawn as a dotted line."""
    shown = [case_styles(part.rows, reference) for part in parts]
    labels = text_width([case.end_label for cases in shown for case in cases]) + LABEL_SPACE
    titled = 18.0 if any(part.title for part in parts) else 8.0
    figure, axes = panels(len(parts), 1, HEIGHT, Margins(right=labels, top=titled))
    bands = []
    for part, panel, cases in zip(parts, axes, shown, strict=True):
        rows = part.rows.assign(record=part.rows["case"])
        is_geometric = geometric if part.geometric is None else part.geometric
        band = band_data(rows, cases, "at", "value", context.confidence, geometric=is_geometric)
        band.loc[band["record"] == reference, ["low", "high"]] = np.nan  # a formula has no interval
        panel.set_title(part.title)
        part.frame_x(panel, part.rows["at"])
        part.frame_y(panel, rows["value"][np.isfinite(rows["value"])])
        label_ends(panel, draw_lines(panel, band, cases, "at"))
        bands.append(band.drop(columns="record").rename(columns={"variant": "case"}).assign(panel=part.title))
    x_title(figure, axes, x_text)
    note(figure, "geometric " * geometric + seeds_text(parts[0].rows, context))
    return Drawing(figure, pd.concat(bands, ignore_index=True))


def case_styles(rows: pd.DataFrame, reference: str = "") -> list[Shown]:
    """Return the style of each case, in the order of measurement."""
    names = [str(name) for name in rows["case"].drop_duplicates()]
    measured = [name for name in names if name != reference]
    looks = [Shown(name, name, **vars(style)) for name, style in series_styles(measured).items()]
    return looks + [Shown(reference, reference, INK, "", DASHES[-1])] * (reference in names)


def count_axis(axes: Axes, places: Iterable[float]) -> None:
    """Make the x axis integers from the lowest to the highest place."""
    known = list(places)
    axes.set_xlim(min(known), max([*known, min(known) + 1]))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))


def log2_axis(axes: Axes, places: Iterable[float]) -> None:
    """Make the x axis logarithmic, with a tick at each place."""
    known = sorted(set(places))
    axes.set_xscale("log", base=2)
    axes.set_xlim(known[0] / 1.15, known[-1] * 1.15)
    axes.xaxis.set_ticks(known, labels=[f"{place:,g}" for place in known])
    axes.xaxis.set_minor_locator(NullLocator())
