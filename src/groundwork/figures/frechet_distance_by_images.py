"""The Fréchet distance by number of images."""

from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.cases import CasePanel, draw_cases, log2_axis, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT, METRIC = "frechet_distance_by_images", "frechet_distance"


def frechet_distance_by_images(tables: Tables, context: FigureContext) -> Drawing:
    """Fréchet distance by number of images

    Distance of a set of images from all test images, in the features of a small network that classifies them. Real
    images are held-out photographs, so their true distance is zero: their line shows the bias of a small set, which
    falls as the set grows. The same bias is part of every other line, but matters less for sets far from the real
    images. So distances of sets of different sizes cannot be compared. Both scales are logarithmic. The line is the
    geometric mean over seeds and the band is the interval of that mean.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    part = CasePanel("Fréchet distance from the test images", rows, log2_axis, log_axis)
    return draw_cases([part], context, "images in the set", geometric=True)
