"""Rows of small gray images with a label on the left."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.figure import Figure
from numpy.typing import NDArray

from groundwork.figures.shared.canvas import WIDTH, add_panel, canvas, height_of, nothing_to_draw, text_width
from groundwork.figures.shared.drawing import Drawing, Tables
from groundwork.figures.shared.series import labels_of
from groundwork.figures.shared.style import INK, SMALL, TEXT

Images = NDArray[np.uint8]
"""Gray images (count, height, width)."""
GAP = 1
"""Pixels between two images of a strip."""
BETWEEN, DOWN, RIGHT, BOTTOM, LINE = 16.0, 8.0, 8.0, 22.0, 10.0


@dataclass(frozen=True)
class Strip:
    """A row of images: its label, which may have several lines, and one or several groups of images."""

    label: str
    groups: tuple[Images, ...]


def draw_strips(strips: Sequence[Strip], headings: Sequence[str] = ()) -> Figure:
    """Draw the strips below one another, with a heading over each group of images.

    All strips have as many groups, and as many images of one size in each, as the first one.
    """
    left = text_width([strip.label for strip in strips], TEXT) + 12
    top = 8 + LINE * max((heading.count("\n") + 1 for heading in headings), default=0)
    groups = strips[0].groups
    pixels = sum(_width(group) for group in groups)
    scale = (WIDTH - left - RIGHT - BETWEEN * (len(groups) - 1)) / pixels  # points per pixel
    height = scale * groups[0].shape[1]
    figure = canvas(top + len(strips) * (height + DOWN) + BOTTOM)
    for number, strip in enumerate(strips):
        x, y = left, top + number * (height + DOWN)
        middle = 1 - (y + height / 2) / height_of(figure)
        figure.text((left - 8) / WIDTH, middle, strip.label, ha="right", va="center", size=TEXT, color=INK)
        for group in strip.groups:
            width = scale * _width(group)
            _draw_group(figure, group, x, y, width, height)
            x += width + BETWEEN
    x = left
    for heading, group in zip(headings, groups, strict=True) if headings else ():
        figure.text(x / WIDTH, 1 - 4 / height_of(figure), heading, ha="left", va="top", size=SMALL, color=INK)
        x += scale * _width(group) + BETWEEN
    return figure


def images_by_record(tables: Tables, kind: str) -> dict[str, Images]:
    """Return the images of a kind of each record of the `pictures` table, in plan order."""
    table = tables["pictures"]
    return {str(row["record"]): _images(row) for _, row in table[table["kind"] == kind].iterrows()}


def picture_labels(tables: Tables) -> dict[str, str]:
    """Return the label of each record of the `pictures` table."""
    runs = tables["runs"]
    return labels_of(runs[runs["record"].isin(tables["pictures"]["record"])])


def seed_text(tables: Tables) -> str:
    """Return the seeds whose images are shown."""
    return f"seed {', '.join(f'{seed:g}' for seed in tables['pictures']['seed'].unique())}"


def no_pictures() -> Drawing:
    """Return the figure of a study that does not generate images."""
    return nothing_to_draw("No run of the study that generates images finished.")


def shown_pictures(tables: Tables, kinds: Sequence[str]) -> pd.DataFrame:
    """Return which pictures a figure of these kinds shows, without their pixels, which the `pictures` table has."""
    table = tables["pictures"]
    shown = table[table["kind"].isin(list(kinds))].reset_index(drop=True)
    columns = shown[["variant", "record", "seed", "kind", "height", "width"]]
    return columns.assign(images=[len(_images(row)) for _, row in shown.iterrows()])


def _images(row: "pd.Series[float]") -> Images:
    pixels = np.frombuffer(base64.b64decode(str(row["pixels"])), dtype=np.uint8)
    return pixels.reshape(-1, int(row["height"]), int(row["width"]))


def _width(group: Images) -> int:
    count, width = len(group), int(group.shape[2])
    return count * width + (count - 1) * GAP


def _draw_group(figure: Figure, group: Images, left: float, top: float, width: float, height: float) -> None:
    """Draw a group as one image, with nothing between its parts."""
    axes = add_panel(figure, left, top, width, height)
    axes.set_axis_off()
    padded = np.pad(group.astype(float), ((0, 0), (0, 0), (0, GAP)), constant_values=np.nan)
    whole = np.concatenate(list(padded), axis=1)[:, : _width(group)]
    colors = colormaps["gray"].with_extremes(bad=(0, 0, 0, 0))
    axes.imshow(whole, cmap=colors, vmin=0, vmax=255, interpolation="none", aspect="auto")
