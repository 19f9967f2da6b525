"""New images, decoded from random codes."""

from groundwork.figures.shared.canvas import note
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.strips import (
    Strip,
    draw_strips,
    images_by_record,
    no_pictures,
    picture_labels,
    seed_text,
    shown_pictures,
)

SAMPLE, FITTED = "sample", "fitted_sample"


def samples(tables: Tables, context: FigureContext) -> Drawing:  # noqa: ARG001
    """New images, decoded from random codes

    Each network draws images that nobody has photographed. On the left the codes are standard normal noise, the same
    for all networks; on the right they come from a normal distribution with the mean and covariance of the codes of the
    training images. A plain autoencoder has never been told where its codes should lie, so that standard normal noise
    is no code of anything; a variational one has been trained to put its codes there. The images are the first ones
    drawn, not a selection.
    """
    if "pictures" not in tables:
        return no_pictures()
    labels = picture_labels(tables)
    drawn, fitted = images_by_record(tables, SAMPLE), images_by_record(tables, FITTED)
    strips = [Strip(labels[record], (images, fitted[record])) for record, images in drawn.items()]
    figure = draw_strips(strips, ["standard normal codes", "codes from a fitted normal"])
    note(figure, seed_text(tables))
    return Drawing(figure, shown_pictures(tables, [SAMPLE, FITTED]))
