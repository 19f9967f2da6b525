"""Test images with the networks' predictions."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from groundwork.figures.shared.canvas import WIDTH, add_panel, canvas, height_of, note, nothing_to_draw, text_width
from groundwork.figures.shared.choices import one_per_model
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.style import FAINT, INK, MUTED, SMALL

COLUMNS = 6
LINE = 10.0
ACROSS, DOWN, TOP, BOTTOM, RIGHT = 8.0, 14.0, 8.0, 22.0, 8.0
FIRST, MISTAKE = "first image", "confident mistake"


@dataclass(frozen=True)
class Tile:
    """One image with the lines below it; the first line is its true class."""

    image: int
    lines: list[str]


@dataclass(frozen=True)
class Strip:
    """One row of images, with its title and the headings of the lines below the images."""

    title: str
    headings: list[str]
    tiles: list[Tile]


def examples(tables: Tables, context: FigureContext) -> Drawing:
    """Test images, and the most confident mistakes

    The first row shows the first images of the test split, not a selection. Below each is its true class, then each
    model's prediction and, in parentheses, its confidence in percent: the softmax probability of that prediction. A
    cross marks a wrong prediction. Each further row shows the most confident mistakes of one model. All predictions are
    from the lowest reported seed. Before you blame a network, look at the images: some true classes are debatable, and
    a network that is nearly always confident is not therefore well calibrated.
    """
    if "examples" not in tables:
        return nothing_to_draw("No run of the study with class probabilities finished.")
    if context.images is None:
        return nothing_to_draw("The study's data is a table, so there are no images to show.")
    table = tables["examples"]
    names = one_per_model(tables["runs"][tables["runs"]["record"].isin(table["record"])])
    own = table[table["record"].isin(list(names))].assign(model=lambda rows: rows["record"].map(names))
    own = own[own["position"] < COLUMNS]
    strips = [
        _first_images(own, names, context),
        *(_mistakes(own, record, name, context) for record, name in names.items()),
    ]
    shown = [strip for strip in strips if strip.tiles]
    figure = _draw(shown, context)
    seeds = ", ".join(map(str, own["seed"].unique()))
    note(figure, f"seed {seeds}; in parentheses: confidence in percent")
    columns = ["model", "record", "seed", "kind", "position", "image", "label", "predicted", "probability_percent"]
    return Drawing(figure, own[columns])


def _first_images(table: pd.DataFrame, names: dict[str, str], context: FigureContext) -> Strip:
    rows = table[table["kind"] == FIRST]
    tiles = []
    for image, group in rows.groupby("image", sort=False):
        answers = group.set_index("record")
        says = [_says(answers.loc[[record]].iloc[0], context) for record in names if record in answers.index]
        tiles.append(Tile(int(str(image)), [_class(group["label"].iloc[0], context), *says]))
    return Strip("first test\nimages", ["true class", *names.values()], tiles)


def _mistakes(table: pd.DataFrame, record: str, name: str, context: FigureContext) -> Strip:
    rows = table[(table["kind"] == MISTAKE) & (table["record"] == record)]
    tiles = [
        Tile(int(row["image"]), [_class(row["label"], context), _says(row, context)]) for _, row in rows.iterrows()
    ]
    return Strip("most confident\nmistakes", ["true class", name], tiles)


def _says(row: "pd.Series[float]", context: FigureContext) -> str:
    cross = "" if row["label"] == row["predicted"] else "\u00d7 "
    return f"{cross}{_class(row['predicted'], context)} ({row['probability_percent']:.0f})"


def _class(number: float, context: FigureContext) -> str:
    return context.class_names[int(number)]


def _draw(strips: list[Strip], context: FigureContext) -> Figure:
    left = text_width([text for strip in strips for text in (strip.title, *strip.headings)], SMALL) + 20
    side = (WIDTH - left - RIGHT - (COLUMNS - 1) * ACROSS) / COLUMNS
    heights = [side + LINE * len(strip.headings) + DOWN for strip in strips]
    figure = canvas(TOP + sum(heights) + BOTTOM)
    widest = text_width([line for strip in strips for tile in strip.tiles for line in tile.lines], SMALL)
    size = SMALL * min(1.0, (side + ACROSS - 2) / widest)
    top = TOP
    for strip, height in zip(strips, heights, strict=True):
        for column, tile in enumerate(strip.tiles):
            _draw_tile(figure, tile, context, left + column * (side + ACROSS), top, side, size)
        _write(figure, left - 10, top + side / 2, strip.title, SMALL, "right")
        for number, heading in enumerate(strip.headings):
            _write(figure, left - 10, top + side + LINE * (number + 0.8), heading, SMALL, "right")
        top += height
    return figure


def _draw_tile(
    figure: Figure, tile: Tile, context: FigureContext, left: float, top: float, side: float, size: float
) -> None:
    axes = add_panel(figure, left, top, side, side)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.patch.set(facecolor=INK, alpha=FAINT)
    if context.images is not None:
        axes.imshow(context.images[tile.image], cmap="gray", interpolation="none")
    for number, line in enumerate(tile.lines):
        _write(figure, left + side / 2, top + side + LINE * (number + 0.8), line, size, "center", bold=number == 0)


def _write(figure: Figure, x: float, y: float, text: str, size: float, side: str, *, bold: bool = False) -> None:
    figure.text(
        *(x / WIDTH, 1 - y / height_of(figure), text),
        ha=side,
        va="center",
        size=size,
        weight="bold" if bold else "normal",
        alpha=MUTED if side == "right" else 1,
    )
