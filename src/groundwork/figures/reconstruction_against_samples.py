"""How well autoencoders reconstruct, against how good the images are that they draw from random codes."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.bands import interval_row
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.marks import MARK_SPACE, NamedMark, name_marks
from groundwork.figures.shared.series import Shown, labels_of, looks, reported, reported_records
from groundwork.figures.shared.series_parts import belongs_to

ERROR, DISTANCES = "reconstruction_error_percent", ("sample_frechet_distance", "fitted_sample_frechet_distance")
HEIGHT, MARK = 230.0, 7.0


def reconstruction_against_samples(tables: Tables, context: FigureContext) -> Drawing:
    """Reconstructions against samples

    Further left means better reconstructions of test images: the root mean squared error of the pixels, in percent
    of the range from black to white. Further down means that images decoded from random codes are more like the
    test images: their Fréchet distance, on a logarithmic scale. Filled marks are for standard normal codes, hollow
    ones for codes from a normal distribution fitted to those of the training images; a line joins the two of each
    network. If better reconstructions meant better samples, the marks would rise from left to right. Marks are
    geometric means over the seeds.
    """
    runs = reported(tables["runs"])
    if not {ERROR, *DISTANCES} <= set(runs) or not np.isfinite(runs[ERROR]).any():
        return nothing_to_draw("No run of the study that generates images finished.")
    known = runs[np.isfinite(runs[ERROR])]
    shown = looks(known, reported_records(known), labels_of(tables["runs"]))
    data = pd.concat([_row(known, variant, context) for variant in shown], ignore_index=True)
    figure, (axes,) = panels(1, 1, HEIGHT, Margins(right=text_width([each.label for each in shown]) + MARK_SPACE))
    _error_axis(axes, data["error_percent"])
    log_axis(axes, data["distance"])
    name_marks(axes, [_draw(axes, data[data["record"] == variant.record], variant) for variant in shown])
    x_title(figure, [axes], "error of reconstructed pixels (% of the range)")
    y_title(figure, [axes], "Fréchet distance of samples (logarithmic)")
    seeds = int(known.groupby("record")["seed"].nunique().max())
    means = f"geometric mean of {seeds} seeds" if seeds > 1 else "one seed"
    note(figure, f"filled: standard normal codes, hollow: fitted ones; {means}")
    return Drawing(figure, data)


def _row(runs: pd.DataFrame, variant: Shown, context: FigureContext) -> pd.DataFrame:
    """Return the means of a variant, a row for each kind of codes."""
    own = runs[runs["record"] == variant.record]
    seeds = own["seed"].nunique()
    error = interval_row(own[ERROR], seeds, context.confidence, geometric=True)["mean"]
    found = [interval_row(own[distance], seeds, context.confidence, geometric=True) for distance in DISTANCES]
    parts = [
        {"variant": variant.label, "record": variant.record, "codes": codes, "n": each["n"], "error_percent": error}
        | {"distance": each["mean"], "low": each["low"], "high": each["high"]}
        for codes, each in zip(("standard normal", "fitted"), found, strict=True)
    ]
    return pd.DataFrame(parts)


def _error_axis(axes: Axes, errors: "pd.Series[float]") -> None:
    low, high = float(errors.min()), float(errors.max())
    margin = max(0.08 * (high - low), 0.5)
    axes.set_xlim(max(0.0, low - margin), high + margin)


def _draw(axes: Axes, rows: pd.DataFrame, variant: Shown) -> NamedMark:
    """Draw the two marks of a variant and return the filled one with its name."""
    errors, distances = rows["error_percent"].to_numpy(dtype=float), rows["distance"].to_numpy(dtype=float)
    ends = list(zip(errors.tolist(), distances.tolist(), strict=True))
    line = {"arrowstyle": "-", "color": variant.color, "linewidth": 1, "shrinkA": 0, "shrinkB": MARK / 2}
    axes.annotate("", xy=ends[1], xytext=ends[0], arrowprops=line)
    for (error, distance), fill in zip(ends, (variant.color, "none"), strict=True):
        (mark,) = axes.plot(
            [error], [distance], marker=variant.marker, markersize=MARK, color=variant.color, markerfacecolor=fill
        )
        belongs_to(mark, axes, variant.label, "mark")
    return NamedMark(*ends[0], variant.label, variant.color, variant.marker)
