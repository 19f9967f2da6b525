"""Test images beside what autoencoders make of them."""

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

ORIGINAL, RECONSTRUCTION = "original", "reconstruction"


def reconstructions(tables: Tables, context: FigureContext) -> Drawing:  # noqa: ARG001
    """Test images and their reconstructions

    The first row shows the first images of the test split, not a selection. Below, each network has encoded and
    decoded them, a variational one from the mean of its code. Details that are not in the code cannot be
    reconstructed: prints, seams and straps are lost first. The blur is the average of all images that a code may
    stand for. Compare the rows: the larger beta, the less a code contains.
    """
    if "pictures" not in tables:
        return no_pictures()
    labels = picture_labels(tables)
    originals = next(iter(images_by_record(tables, ORIGINAL).values()))
    again = images_by_record(tables, RECONSTRUCTION)
    strips = [Strip("test images", (originals,)), *(Strip(labels[each], (images,)) for each, images in again.items())]
    figure = draw_strips(strips)
    note(figure, seed_text(tables))
    return Drawing(figure, shown_pictures(tables, [ORIGINAL, RECONSTRUCTION]))
