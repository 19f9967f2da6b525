"""Share of dead units in each layer."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from groundwork.figures.shared.canvas import WIDTH, Margins, note, nothing_to_draw, panels, text_width, x_title
from groundwork.figures.shared.dots import write_beside
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.series import divergence_note, labels_of, reported
from groundwork.figures.shared.style import FAINT, INK, MUTED, SERIES, SMALL, TEXT

PROBE = "dead_units"
ROW, MAX_COLUMN = 15.0, 42.0
GAMMA = 0.6
"""Exponent from share to opacity; below 1, so that a few percent are visible."""
WHITE_FROM = 0.75


def dead_units(tables: Tables, context: FigureContext) -> Drawing:  # noqa: ARG001
    """Dead units by layer

    Percentage of each layer's units whose pre-activation is positive for none of the training images probed, at the end
    of training; a stronger color means a higher percentage. Each row is a variant and each column a hidden layer in
    forward order; an empty cell is a layer that the network does not have. With ReLU, such a unit outputs zero for
    every image, gets no gradient and never changes: it is dead. Other activations pass something for negative inputs,
    so there the number only says where their units operate. Numbers are means over seeds; a diverged run counts with
    its last reading.
    """
    rows = reported(tables["probe_readings"]) if "probe_readings" in tables else None
    if rows is None or not (rows["probe"] == PROBE).any():
        return nothing_to_draw("No variant of the study has the probe dead_units; add it to `probes` in params.yaml.")
    shares = _shares(rows[rows["probe"] == PROBE])
    runs, labels = tables["runs"], labels_of(tables["runs"])
    notes = {record: divergence_note(runs[runs["record"] == record]) for record in shares.index}
    names = [labels[record] for record in shares.index]
    left, right = text_width(names) + 14, text_width(list(notes.values()), SMALL) + 14
    width = min((WIDTH - left - right) / len(shares.columns), MAX_COLUMN)
    margins = Margins(left, WIDTH - left - width * len(shares.columns), top=24)
    figure, (axes,) = panels(1, 1, ROW * len(shares), margins)
    _draw(axes, shares.to_numpy(dtype=float), [str(number) for number in range(1, len(shares.columns) + 1)])
    for place, (name, text) in enumerate(zip(names, notes.values(), strict=True)):
        write_beside(axes, place, -8, name, TEXT)
        write_beside(axes, place, 8, text, SMALL)
    axes.set_title("dead units (%)")
    x_title(figure, [axes], "hidden layer")
    note(figure, "mean over seeds, end of training")
    return Drawing(figure, _long(shares, labels))


def _shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the mean percentage over seeds of each record's layers at the last point with a reading."""
    last = rows[rows["epoch"] == rows.groupby(["record", "seed"])["epoch"].transform("max")]
    records = list(rows["record"].drop_duplicates())
    deepest = max((group["layer"].drop_duplicates() for _, group in rows.groupby("record")), key=len)
    layers = [*deepest, *(name for name in rows["layer"].drop_duplicates() if name not in set(deepest))]
    return 100 * last.pivot_table(index="record", columns="layer", values="value").reindex(
        index=records, columns=layers
    )


def _long(shares: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """Return one row for each layer of each variant."""
    rows = [
        {"variant": labels[str(record)], "record": record, "layer": layer, "percent": percent}
        for record, own in zip(shares.index, shares.to_numpy(dtype=float), strict=True)
        for layer, percent in zip(shares.columns, own, strict=True)
        if np.isfinite(percent)
    ]
    return pd.DataFrame(rows, columns=["variant", "record", "layer", "percent"])


def _draw(axes: Axes, shares: NDArray[np.float64], columns: list[str]) -> None:
    for i, j in zip(*np.nonzero(np.isfinite(shares)), strict=True):
        opacity = float(np.clip(shares[i, j] / 100, 0, 1) ** GAMMA)
        fill = to_rgba(SERIES[3], opacity) if shares[i, j] else to_rgba(INK, FAINT / 2)
        axes.add_patch(Rectangle((j - 0.48, i - 0.46), 0.96, 0.92, facecolor=fill, linewidth=0))
        color = "white" if opacity >= WHITE_FROM else INK
        alpha = MUTED if opacity < WHITE_FROM and not shares[i, j] else 1
        place: dict[str, Any] = {"ha": "center", "va": "center_baseline", "size": SMALL, "color": color, "alpha": alpha}
        axes.text(j, i, f"{shares[i, j]:.0f}", **place)
    axes.set_xlim(-0.5, shares.shape[1] - 0.5)
    axes.set_ylim(len(shares) - 0.5, -0.5)
    axes.set_xticks(range(len(columns)), labels=columns)
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
