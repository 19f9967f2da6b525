"""Images between two test images."""

import numpy as np

from groundwork.figures.shared.canvas import note
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.strips import (
    Images,
    Strip,
    draw_strips,
    images_by_record,
    no_pictures,
    picture_labels,
    seed_text,
    shown_pictures,
)

ORIGINAL, INTERPOLATION = "original", "interpolation"


def interpolations(tables: Tables, context: FigureContext) -> Drawing:  # noqa: ARG001
    """From one test image to another, in pixels and in codes

    The first row fades one test image into the next, pixel by pixel: in the middle both are visible at once. In the
    other rows, points on the straight line between their codes are decoded. If the latent space has no gaps, the
    middle looks like one object, not two.
    """
    if "pictures" not in tables:
        return no_pictures()
    labels, between = picture_labels(tables), images_by_record(tables, INTERPOLATION)
    originals = next(iter(images_by_record(tables, ORIGINAL).values()))
    count = len(next(iter(between.values())))
    strips = [Strip("pixels mixed", (_faded(originals[0], originals[-1 if len(originals) < 2 else 1], count),))]
    strips += [Strip(labels[record], (images,)) for record, images in between.items()]
    figure = draw_strips(strips)
    note(figure, seed_text(tables))
    return Drawing(figure, shown_pictures(tables, [ORIGINAL, INTERPOLATION]))


def _faded(one: Images, other: Images, count: int) -> Images:
    """Return mixtures (count, height, width) of two images (height, width)."""
    way = np.linspace(0, 1, count)[:, None, None]
    return np.asarray(np.rint((1 - way) * one + way * other), dtype=np.uint8)
