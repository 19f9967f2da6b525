"""Exact translations by length of the sentence."""

from groundwork.figures.shared.axes import percent_axis
from groundwork.figures.shared.bands import band_data, seeds_text
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures.shared.cases import count_axis
from groundwork.figures.shared.curves import draw_lines
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import LABEL_SPACE, label_ends
from groundwork.figures.shared.series import longest, shown_variants

METRIC = "exact_match_percent"


def exact_match_by_length(tables: Tables, context: FigureContext) -> Drawing:
    """Exact translations by length of the sentence

    Percentage of test sentences whose translation, decoded greedily, equals the reference word for word, by the
    number of words in the source sentence. Without attention, the decoder only has one state of fixed size for the
    whole sentence, so a line that falls with the length shows the limit of its capacity. Only variants that were
    trained for the most epochs are shown. The line is the mean over seeds and the band is the interval of that
    mean; a length that some seed has no test sentence of is left out.
    """
    rows = tables["places"][tables["places"]["metric"] == METRIC] if "places" in tables else None
    if rows is None or rows.empty:
        return nothing_to_draw("The study has no run that translates sentences to its end.")
    runs = longest(tables["runs"])
    shown, remark = shown_variants(runs[runs["record"].isin(rows["record"])])
    labels = text_width([variant.end_label for variant in shown]) + LABEL_SPACE
    figure, (axes,) = panels(1, 1, 200, Margins(right=labels, top=8))
    band = band_data(rows, shown, "at", "value", context.confidence)
    count_axis(axes, rows["at"])
    percent_axis(axes)
    label_ends(axes, draw_lines(axes, band, shown, "at"))
    x_title(figure, [axes], "words of the source sentence")
    y_title(figure, [axes], "exact matches (%)")
    note(figure, "; ".join(text for text in (remark, seeds_text(rows, context)) if text))
    return Drawing(figure, band.rename(columns={"at": "words"}))
