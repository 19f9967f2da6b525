"""Final accuracy by model."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title
from groundwork.figures.shared.dots import (
    NO_ACCURACY,
    ROW,
    dot_data,
    draw_dot,
    frame_rows,
    has_accuracy,
    span_of,
    write_beside,
)
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.names import name_text
from groundwork.figures.shared.series import labels_of
from groundwork.figures.shared.series_styles import series_styles
from groundwork.figures.shared.style import SMALL, TEXT

GAP_OF_GROUPS = 0.8


def accuracy_by_architecture(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy by model

    Test accuracy at the end of training. The large mark is the mean over seeds (also printed on the right), the bar is
    the interval of that mean, and the small dots are single seeds. The number of weights and biases is below each
    model's name. In the rows with permuted images, the pixels of all images were put in one fixed random order: no
    information is lost, but neighboring pixels are no longer neighbors. A model that relies on spatial structure should
    lose accuracy; a fully connected model should not. The axis does not start at 0. A diverged run counts as guessing;
    a cross in place of the mark shows that there was one.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    data = _data(runs, context.confidence)
    kinds = list(dict.fromkeys(data["preprocessing"]))
    looks = {kind: (style.color, style.marker) for kind, style in series_styles(kinds).items()}
    kind_width = text_width(kinds, SMALL) + 12 if len(kinds) > 1 else 0
    right = text_width(list(data["mark"])) + 14
    margins = Margins(left=_name_width(data) + kind_width + 12, right=right, top=12)
    figure, (axes,) = panels(1, 1, ROW * (float(data["place"].max()) + 1.6), margins)
    frame_rows(axes, span_of(runs, data), float(data["place"].max()))
    _name_groups(axes, data, kind_width)
    for _, row in data.iterrows():
        draw_dot(axes, runs, row, row["place"], looks[row["preprocessing"]])
        write_beside(axes, row["place"], 8, row["mark"], TEXT)
        if kind_width:
            write_beside(axes, row["place"], -8, row["preprocessing"], SMALL)
    x_title(figure, [axes], "test accuracy (%)")
    note(figure, f"mark: mean over seeds, bar: {100 * context.confidence:g} % interval")
    return Drawing(figure, data.drop(columns=["place", "mark"]))


def _data(runs: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return one row per variant, grouped by all settings but the preprocessing, with its place from the top."""
    names = labels_of(runs, without=("preprocessing",))
    variants = runs.drop_duplicates("record").set_index("record")
    data = dot_data(runs, names, confidence).rename(columns={"variant": "group"})
    kinds = [name_text("preprocessing", variants.loc[record, "preprocessing"]) for record in data["record"]]
    data.insert(1, "preprocessing", kinds)
    data.insert(3, "parameters", variants.loc[data["record"], "parameters"].tolist())
    groups = list(dict.fromkeys(data["group"]))
    data = data.sort_values("group", key=lambda column: column.map(groups.index), kind="stable", ignore_index=True)
    return data.assign(place=data.index + GAP_OF_GROUPS * data["group"].map(groups.index))


def _name_groups(axes: Axes, data: pd.DataFrame, kind_width: float) -> None:
    for name, group in data.groupby("group", sort=False):
        middle = float(group["place"].mean())
        write_beside(axes, middle, -8 - kind_width, str(name), TEXT, rise=5, weight="bold")
        write_beside(axes, middle, -8 - kind_width, _parameters(group["parameters"].iloc[0]), SMALL, rise=-6)


def _name_width(data: pd.DataFrame) -> float:
    parameters = [_parameters(number) for number in data["parameters"]]
    return max(text_width(list(data["group"]), TEXT, "bold"), text_width(parameters, SMALL))


def _parameters(number: int) -> str:
    return f"{number:,} parameters"
