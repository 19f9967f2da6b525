"""Final accuracy of each variant."""

from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title
from groundwork.figures.shared.dots import (
    NO_ACCURACY,
    ROW,
    dot_data,
    draw_dot,
    draw_reference,
    frame_rows,
    has_accuracy,
    span_of,
    write_beside,
    write_names,
)
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.series import labels_of
from groundwork.figures.shared.style import SERIES, TEXT


def accuracy_by_variant(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy of every variant

    Test accuracy at the end of training; further right is better. The large mark is the mean over seeds (also printed
    on the right), the bar is the interval of that mean, and the small dots are single seeds. These seeds cannot
    distinguish two variants whose bars overlap widely. A diverged run counts as guessing; a cross in place of the mark
    shows that there was one. The dotted line, if it is within the axis, is guessing. The axis does not start at 0.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    data = dot_data(runs, labels_of(runs), context.confidence)
    names = list(data["variant"])
    margins = Margins(left=text_width(names) + 14, right=text_width(list(data["mark"])) + 14)
    figure, (axes,) = panels(1, 1, ROW * (len(data) + 0.6), margins)
    frame_rows(axes, span_of(runs, data), len(data) - 1)
    draw_reference(axes, context.guessing_percent, "guessing")
    write_names(axes, names)
    for place, (_, row) in enumerate(data.iterrows()):
        draw_dot(axes, runs, row, place, (SERIES[0], "o"))
        write_beside(axes, place, 8, row["mark"], TEXT)
    x_title(figure, [axes], "test accuracy (%)")
    note(figure, f"mark: mean over seeds, bar: {100 * context.confidence:g} % interval")
    return Drawing(figure, data.drop(columns="mark"))
