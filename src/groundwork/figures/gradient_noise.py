"""How noisy the gradient of a batch is, by the size of the batch."""

from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.cases import CasePanel, doubling_axis, draw_cases, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables

MEASUREMENT, METRIC = "gradient_noise", "gradient_noise_ratio"
REFERENCE = "one over the square root"


def gradient_noise(tables: Tables, context: FigureContext) -> Drawing:
    """Noise of the gradient by batch size

    How far the gradient of a random batch is from the gradient of all images, as a multiple of the latter's length:
    at 1 the noise is as large as what it hides. Both scales are logarithmic. The dotted line starts from the
    measured noise of the smallest batch and falls as one over the square root of the batch size, which is what
    chance alone predicts: four times the images for half the noise. The line is the geometric mean over seeds, its band
    the interval of that mean.
    """
    rows = measured_rows(tables, MEASUREMENT, METRIC)
    if rows.empty:
        return not_measured(MEASUREMENT)
    part = CasePanel("distance from the whole gradient, as a multiple of its length", rows, doubling_axis, log_axis)
    return draw_cases([part], context, "images in a batch", geometric=True, reference=REFERENCE)
