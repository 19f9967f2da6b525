"""How often nearest neighbors are of one class."""

from groundwork.figures.shared.cases import measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.rows import Row, RowPanel, draw_row_panels

MEASUREMENT, METRIC = "neighbors_in_embeddings", "neighbors_of_the_class_percent"


def neighbors_by_class(tables: Tables, context: FigureContext) -> Drawing:
    """Nearest neighbors of the same class

    Percentage of test images whose nearest training image is of the same class, by where the distance is taken:
    between the pixels, or between the outputs of a network's last hidden layer, its embedding of the image.
    Similarity is the cosine. The untrained network shows the effect of the layer without training. A small dot is
    one seed, the large mark is the mean over seeds (also printed on the right), and the bar is the interval of that
    mean. The axis does not start at 0.
    """
    found = measured_rows(tables, MEASUREMENT, METRIC)
    if found.empty:
        return not_measured(MEASUREMENT)
    rows = [Row(str(case), group["value"]) for case, group in found.groupby("case", sort=False)]
    return draw_row_panels([RowPanel("nearest training image of the same class (%)", rows)], context)
