"""Final accuracy by activation function."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.config.proper_names import word_text
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title
from groundwork.figures.shared.dots import (
    NO_ACCURACY,
    dot_data,
    draw_dot,
    draw_reference,
    frame_rows,
    has_accuracy,
    span_of,
    write_beside,
)
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import panel_size
from groundwork.figures.shared.series import labels_of, names_of
from groundwork.figures.shared.series_styles import series_styles
from groundwork.figures.shared.style import FAINT, INK, SMALL, TEXT
from groundwork.tables.shared.rows import component_of

LANE = 11.0
"""Points from one mark to the next."""
GAP = 0.7
"""Gap between rows, in rows."""


def accuracy_by_activation(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy by activation, and fixes for deep networks

    Test accuracy at the end of training. Each upper row is an activation; each color and marker is a network, named
    above, that was trained with all of these activations. The lower rows are single variants, such as a fix for the
    worst case or a reference model. The large mark is the mean over seeds (also printed on the right), the bar is the
    interval of that mean, and the small dots are single seeds. Where the marks of a row lie far apart, the effect
    depends on depth. A mark at the dotted line has learned nothing. A diverged run counts as guessing; a cross in place
    of the mark shows that there was one.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    data = _data(runs, context.confidence)
    series = [name for name in dict.fromkeys(data["series"]) if name]
    kinds = [*series, ""]
    looks = {kind: (style.color, style.marker) for kind, style in series_styles(kinds).items()}
    margins = Margins(left=text_width(list(data["row"])) + 14, right=text_width(list(data["mark"])) + 14, top=38)
    figure, (axes,) = panels(1, 1, LANE * (float(data["place"].max()) + 1.6), margins)
    frame_rows(axes, span_of(runs, data), float(data["place"].max()))
    draw_reference(axes, context.guessing_percent, "guessing")
    for _, row in data.iterrows():
        draw_dot(axes, runs, row, row["place"], looks[row["series"]])
        write_beside(axes, row["place"], 8, row["mark"], SMALL)
    _name_rows(axes, data)
    _name_series(axes, {name: looks[name] for name in series})
    x_title(figure, [axes], "test accuracy (%)")
    note(figure, f"mark: mean over seeds, bar: {100 * context.confidence:g} % interval")
    return Drawing(figure, data.drop(columns=["place", "mark"]))


def _data(runs: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return one row per variant: grouped by activation first, then the single variants."""
    variants = runs.drop_duplicates("record").set_index("record")
    data = dot_data(runs, labels_of(runs), confidence)
    names = names_of(variants)[data["record"]].tolist()
    activations = [_activation(components) for components in variants.loc[data["record"], "components"]]
    kinds = pd.Series(activations).groupby(names).transform("nunique")
    alone = [kind < 2 or not activation for kind, activation in zip(kinds, activations, strict=True)]
    rows = zip(data["variant"], activations, alone, strict=True)
    data.insert(0, "row", [label if single else word_text(activation) for label, activation, single in rows])
    data.insert(1, "series", ["" if single else name for name, single in zip(names, alone, strict=True)])
    order = {row: place for place, row in enumerate(dict.fromkeys([*data["row"][~pd.Series(alone)], *data["row"]]))}
    data = data.sort_values("row", key=lambda rows: rows.map(order), kind="stable", ignore_index=True)
    return data.assign(place=data.index + GAP * data["row"].map(order))


def _activation(components: object) -> str:
    """Return the activation in a variant's model settings, or an empty string."""
    model = component_of(components, "model")
    return str(model.settings.get("activation", "")) if model else ""


def _name_rows(axes: Axes, data: pd.DataFrame) -> None:
    """Label each row at the middle of its marks, and draw a line above the single variants."""
    for row, group in data.groupby("row", sort=False):
        write_beside(axes, float(group["place"].mean()), -8, str(row), TEXT)
    several, single = data.loc[data["series"] != "", "place"], data.loc[data["series"] == "", "place"]
    if len(several) and len(single):
        axes.axhline((several.max() + single.min()) / 2, color=INK, alpha=FAINT * 2, linewidth=0.8)


def _name_series(axes: Axes, looks: dict[str, tuple[str, str]]) -> None:
    """Draw a legend of the networks above the panel."""
    width, height = panel_size(axes)
    bottom, top = axes.get_ylim()
    left, right = axes.get_xlim()
    shift, rise = 4.0, 24.0
    for name, (color, marker) in looks.items():
        place = left + (right - left) * shift / width, top + (top - bottom) * rise / height
        axes.plot(*([part] for part in place), marker=marker, color=color, markersize=6, clip_on=False)
        axes.annotate(
            name, place, (9, 0), textcoords="offset points", va="center", weight="bold", annotation_clip=False
        )
        shift += text_width([name], TEXT, "bold") + 30
    axes.set(xlim=(left, right), ylim=(bottom, top))
