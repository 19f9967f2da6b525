"""Gradient noise by batch size."""

from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.cases import CasePanel, draw_cases, log2_axis, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT, METRIC = "gradient_noise", "gradient_noise_ratio"
REFERENCE = "one over the square root"


def gradient_noise(tables: Tables, context: FigureContext) -> Drawing:
    """Noise of the gradient by batch size

    Distance between the gradient of a random batch and the gradient of all images, relative to the norm of the latter:
    at 1, the noise is as large as the signal. Both scales are logarithmic. The dotted line starts at the measured noise
    of the smallest batch and falls with one over the square root of the batch size, as sampling theory predicts: four
    times the images for half the noise. The line is the geometric mean over seeds and the band is the interval of that
    mean.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    part = CasePanel("distance from the full gradient, relative to its norm", rows, log2_axis, log_axis)
    return draw_cases([part], context, "images in a batch", geometric=True, reference=REFERENCE)
