"""Test accuracy of a teacher and its students."""

from groundwork.figures.shared.cases import measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.rows import Row, RowPanel, draw_row_panels

MEASUREMENT, METRIC = "distillation", "test_accuracy_percent"


def distilled_accuracy(tables: Tables, context: FigureContext) -> Drawing:
    """A teacher and its students

    Test accuracy of a network that was trained on all training images, and of two smaller ones that see one in
    twenty of them. One student learns from the labels of its images, the other from the probabilities that the
    teacher gives to the same images. The difference between the two is the benefit of the teacher's probabilities:
    they contain how similar the classes are, learned from images that the student never sees. A small dot is one
    seed, the large mark is the mean over seeds (also printed on the right), and the bar is the interval of that
    mean. The axis does not start at 0.
    """
    found = measured_rows(tables, MEASUREMENT, METRIC)
    if found.empty:
        return not_measured(MEASUREMENT)
    rows = [Row(str(case), group["value"]) for case, group in found.groupby("case", sort=False)]
    return draw_row_panels([RowPanel("test accuracy (%)", rows)], context)
