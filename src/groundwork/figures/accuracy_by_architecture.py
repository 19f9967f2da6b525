"""How accurate each model ends."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures._bands import interval_row
from groundwork.figures._canvas import Room, note, panels, text_width, x_title
from groundwork.figures._drawing import Drawing, FigureContext, Tables
from groundwork.figures._families import draw_mean, draw_seeds
from groundwork.figures._series import categorical, fate_of, labels_of, name_text, reported
from groundwork.figures._style import FAINT, INK, MARKERS, MUTED, SMALL, TEXT

METRIC = "test_accuracy_percent"
ROW = 16.0
GAP_OF_GROUPS = 0.8


def accuracy_by_architecture(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy by model

    Test accuracy at the end of training. The large mark is the mean over seeds, which the number on the right repeats,
    the bar the interval of that mean; the small dots are the single seeds. Below each model stands how many weights and
    biases it has. Where a model stands with permuted images too, the pixels of all images were put into one other,
    fixed order: nothing is lost, but neighbors are neighbors no more. A model that lives on spatial structure has to
    lose by that, one that connects every pixel to everything should not care. The axis does not begin at 0. A run that
    diverged counts as guessing.
    """
    data = _data(reported(tables["runs"]), context.confidence)
    kinds = list(dict.fromkeys(data["preprocessing"]))
    looks = dict(zip(kinds, zip(categorical(len(kinds)), MARKERS * len(kinds), strict=False), strict=False))
    kind_width = text_width(kinds, SMALL) + 12 if len(kinds) > 1 else 0
    right = text_width(list(data["mark"])) + 14
    room = Room(left=_name_width(data) + kind_width + 12, right=right, top=12)
    figure, (axes,) = panels(1, 1, ROW * (float(data["place"].max()) + 1.6), room)
    _frame(axes, data, reported(tables["runs"])[METRIC])
    _name_groups(axes, data, kind_width)
    for _, row in data.iterrows():
        own = reported(tables["runs"]).query("record == @row.record")[METRIC]
        color, marker = looks[row["preprocessing"]]
        draw_seeds(axes, own, own * 0 + row["place"], color)
        draw_mean(axes, row["place"], row, color, marker)
        _write_beside(axes, row["place"], 8, row["mark"], TEXT)
        if kind_width:
            _write_beside(axes, row["place"], -8, row["preprocessing"], SMALL)
    x_title(figure, [axes], "test accuracy (%)")
    note(figure, f"mark: mean over seeds, bar: {100 * context.confidence:g} % interval")
    return Drawing(figure, data.drop(columns=["place", "mark"]))


def _data(runs: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return one row per variant in groups that share everything but the preprocessing, with its place from the top."""
    names = labels_of(runs, without=("preprocessing",))
    rows = []
    for record, group in runs.groupby("record", sort=False):
        first = group.iloc[0]
        interval = interval_row(group[METRIC], len(group), confidence)
        fate = fate_of(group)
        row = {"group": names[str(record)], "preprocessing": name_text("preprocessing", first["preprocessing"])}
        mark = f"{interval['mean']:.1f}" + (f", {fate}" if fate else "")
        rows.append({**row, "record": record, "parameters": first["parameters"], **interval, "mark": mark})
    data = pd.DataFrame(rows)
    groups = list(dict.fromkeys(data["group"]))
    data = data.sort_values("group", key=lambda column: column.map(groups.index), kind="stable", ignore_index=True)
    return data.assign(place=data.index + GAP_OF_GROUPS * data["group"].map(groups.index))


def _frame(axes: Axes, data: pd.DataFrame, accuracies: "pd.Series[float]") -> None:
    drawn = pd.concat([accuracies, data["low"], data["high"]]).clip(0, 100)
    room = max((drawn.max() - drawn.min()) * 0.06, 0.5)
    axes.set_xlim(max(drawn.min() - room, 0), min(drawn.max() + room, 100))
    axes.set_ylim(float(data["place"].max()) + 0.8, -0.8)
    axes.set_yticks([])
    axes.grid(visible=True, axis="x", color=INK, alpha=FAINT)
    axes.spines["left"].set_visible(False)


def _name_groups(axes: Axes, data: pd.DataFrame, kind_width: float) -> None:
    for name, group in data.groupby("group", sort=False):
        middle = float(group["place"].mean())
        _write_beside(axes, middle, -8 - kind_width, str(name), TEXT, rise=5, weight="bold")
        _write_beside(axes, middle, -8 - kind_width, _parameters(group["parameters"].iloc[0]), SMALL, rise=-6)


def _name_width(data: pd.DataFrame) -> float:
    parameters = [_parameters(number) for number in data["parameters"]]
    return max(text_width(list(data["group"]), TEXT, "bold"), text_width(parameters, SMALL))


def _parameters(number: int) -> str:
    return f"{number:,} parameters"


def _write_beside(
    axes: Axes, place: float, shift: float, text: str, size: float, rise: float = 0, weight: str = "normal"
) -> None:
    """Write text level with a place on the y axis: right of the panel, or left of it where the shift is negative."""
    axes.annotate(
        text,
        xy=(float(shift > 0), place),
        xycoords=("axes fraction", "data"),
        xytext=(shift, rise),
        textcoords="offset points",
        ha="left" if shift > 0 else "right",
        va="center",
        size=size,
        weight=weight,
        alpha=MUTED if size == SMALL else 1,
        annotation_clip=False,
    )
