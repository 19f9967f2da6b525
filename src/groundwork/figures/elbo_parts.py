"""The two parts of the evidence lower bound over the steps."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from groundwork.figures.shared.axes import few_ticks
from groundwork.figures.shared.bands import band_data, seeds_text
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title
from groundwork.figures.shared.curves import draw_lines
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import LABEL_SPACE, label_ends
from groundwork.figures.shared.series import reported, shown_variants

PARTS = {
    "validation_reconstruction_loss": "reconstruction loss (nats per image)",
    "validation_kl_divergence": "KL divergence of the codes (nats per image)",
}
HEIGHT = 165.0
HIGHEST = 1.6
"""Reconstruction losses up to this multiple of the lowest are shown; more would flatten the ends of the curves."""


def elbo_parts(tables: Tables, context: FigureContext) -> Drawing:
    """The two parts of the loss of a variational autoencoder

    Both parts on validation images, after a number of steps on a logarithmic scale. Top: the reconstruction loss,
    the cross-entropy of the pixels given a sampled code; it does not reach 0, because gray pixels have a positive
    entropy. Bottom: the KL divergence of the code from a standard normal distribution, which a plain autoencoder
    does not have. Their sum is the negative evidence lower bound. Training trades one term for the other: a large
    weight beta on the KL divergence keeps it small and the reconstruction poor. Losses far above the lowest are cut
    off. The line is the mean over seeds and the band is the interval of that mean.
    """
    rows = reported(tables["curves"]) if "curves" in tables else pd.DataFrame()
    if not set(PARTS) <= set(rows):
        return nothing_to_draw("The study trains no variational autoencoder.")
    rows = rows[rows["step"] > 0]
    shown, remark = shown_variants(tables["runs"])
    labels = text_width([variant.end_label for variant in shown]) + LABEL_SPACE
    figure, axes = panels(len(PARTS), 1, HEIGHT, Margins(right=labels))
    bands = []
    for panel, (column, title) in zip(axes, PARTS.items(), strict=True):
        known = rows[rows.groupby("record")[column].transform(lambda values: values.notna().any()).astype(bool)]
        variants = [variant for variant in shown if variant.record in set(known["record"])]
        band = band_data(known, variants, "step", column, context.confidence)
        panel.set_title(title)
        _step_axis(panel, rows["step"])
        _value_axis(panel, band["mean"][np.isfinite(band["mean"])])
        label_ends(panel, draw_lines(panel, band, variants, "step"))
        bands.append(band.assign(panel=title))
    x_title(figure, axes, "steps (logarithmic)")
    note(figure, "; ".join(text for text in (remark, seeds_text(rows, context)) if text))
    return Drawing(figure, pd.concat(bands, ignore_index=True))


def _step_axis(axes: Axes, steps: "pd.Series[float]") -> None:
    low, high = float(steps.min()), float(max(steps.max(), steps.min() + 1))
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    ticks = few_ticks(low, high)
    axes.xaxis.set_ticks(ticks, labels=[f"{tick:,.0f}" for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())


def _value_axis(axes: Axes, means: "pd.Series[float]") -> None:
    """Set the axis around the means, without those far above the lowest if no mean is near 0."""
    low, high = float(means.min()), float(means.max())
    high = min(high, HIGHEST * low) if low > high / 10 else high
    margin = max(0.06 * (high - low), 0.01 * high, 1e-3)
    axes.set_ylim(low - margin, high + margin)
