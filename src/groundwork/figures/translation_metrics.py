"""What different metrics say about the same translations."""

import pandas as pd

from groundwork.figures.shared.axes import percent_axis
from groundwork.figures.shared.bands import band_data, seeds_text
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title
from groundwork.figures.shared.cases import log2_axis
from groundwork.figures.shared.curves import draw_lines
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import LABEL_SPACE, label_ends, panel_size, wrapped
from groundwork.figures.shared.series import reported, shown_variants

PANELS = {
    "test_token_accuracy_percent": "token accuracy, teacher forcing (%)",
    "bleu_percent": "BLEU, greedy decoding",
    "exact_match_percent": "exact match, greedy decoding (%)",
}


def translation_metrics(tables: Tables, context: FigureContext) -> Drawing:
    """Three metrics of the same translations over the steps

    The same networks on the same test sentences, measured in three ways after a number of optimizer steps, on a
    logarithmic axis. Left: the percentage of tokens that are predicted correctly given the reference prefix, as in
    training. Middle and right: greedy decoding, in which the network reads back its own most probable tokens. BLEU
    counts n-grams that the translation shares with the reference; an exact match has every word right. One wrong
    word costs one token, a few n-grams, or the whole sentence, so the height of a line means little without the
    name of its metric. The line is the mean over seeds and the band is the interval of that mean.
    """
    rows = reported(tables["horizons"]) if "horizons" in tables else pd.DataFrame(columns=list(PANELS))
    rows = rows[rows["bleu_percent"].notna()]
    if rows.empty:
        return nothing_to_draw("The study has no run that translates sentences up to a horizon.")
    runs = tables["runs"]
    shown, remark = shown_variants(runs[runs["record"].isin(rows["record"])])
    labels = text_width([variant.end_label for variant in shown]) + LABEL_SPACE
    figure, axes = panels(len(PANELS), len(PANELS), 190, Margins(left=30, right=labels, top=42))
    bands = []
    for number, (panel, (column, title)) in enumerate(zip(axes, PANELS.items(), strict=True)):
        band = band_data(rows, shown, "horizon", column, context.confidence)
        panel.set_title(wrapped(title, panel_size(panel)[0]), linespacing=1.1)
        log2_axis(panel, rows["horizon"])
        percent_axis(panel)
        panel.tick_params(labelleft=number == 0)
        ends = draw_lines(panel, band, shown, "horizon")
        label_ends(panel, ends if number == len(PANELS) - 1 else [])
        bands.append(band.assign(metric=column))
    x_title(figure, axes, "optimizer steps (logarithmic)")
    note(figure, "; ".join(text for text in (remark, seeds_text(rows, context)) if text))
    return Drawing(figure, pd.concat(bands, ignore_index=True))
