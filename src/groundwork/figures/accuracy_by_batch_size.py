"""Final accuracy by batch size."""

from collections import Counter

import pandas as pd

from groundwork.figures.shared.axes import rate_text
from groundwork.figures.shared.bands import seeds_text
from groundwork.figures.shared.canvas import Margins, note, nothing_to_draw, panels, text_width, x_title, y_title
from groundwork.figures.shared.counts import accuracy_axis, count_axis, draw_series
from groundwork.figures.shared.dots import NO_ACCURACY, dot_data, has_accuracy
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.families import common_rate
from groundwork.figures.shared.labels import LABEL_SPACE
from groundwork.figures.shared.series import labels_of, reported
from groundwork.figures.shared.series_styles import series_styles
from groundwork.tables.shared.choices import tuned

SIZE = "batch_size"
TUNED = "tuned learning rates"


def accuracy_by_batch_size(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy against batch size, at one learning rate and at each size's tuned rate

    Test accuracy at the end of training, after the same number of epochs for all batch sizes of a line. The batch-size
    axis is logarithmic, and the accuracy axis is the same in both panels. Left: all sizes use one learning rate. Right:
    each size uses its tuned learning rate (printed below the size), chosen on validation images with seeds other than
    those drawn. A drop on the left that disappears on the right is due to the learning rate, not to the batch size. The
    line is the mean over seeds, the band is the interval of that mean, and the small dots are single seeds. A diverged
    run counts as guessing; a cross shows that there was one. The accuracy axis does not start at 0.
    """
    runs = tables["runs"]
    if not has_accuracy(runs):
        return nothing_to_draw(NO_ACCURACY)
    data = _points(runs).merge(dot_data(runs, labels_of(runs), context.confidence), on="record")
    names, titles = list(dict.fromkeys(data["series"])), list(dict.fromkeys(data["panel"]))
    ends = text_width(names) + LABEL_SPACE if len(names) > 1 else 8
    figure, axes = panels(len(titles), len(titles), 190, Margins(right=ends, across=ends + 8, bottom=62))
    for number, (panel, title) in enumerate(zip(axes, titles, strict=True)):
        own = data[data["panel"] == title]
        panel.set_title(title)
        count_axis(panel, own[SIZE], _tick_texts(own) if title == TUNED and len(names) == 1 else [])
        accuracy_axis(panel, runs, data)
        panel.tick_params(labelleft=number == 0)
        draw_series(panel, runs, own, SIZE, series_styles(names))
    x_title(figure, axes, "images in a batch (logarithmic)", below=30)
    y_title(figure, axes, "test accuracy (%)")
    note(figure, seeds_text(reported(runs), context))
    return Drawing(figure, data.drop(columns=["variant", "mark"]))


def _points(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the record at each batch size of each panel; a series is what differs besides size and learning rate."""
    series = runs["record"].map(labels_of(runs, without=(SIZE, "learning_rate")))
    groups = runs.assign(series=series).groupby(["series", SIZE], sort=False)
    rate = _shared_rate([set(reported(group)["learning_rate"]) for _, group in groups])
    choices = [tuned(group) for _, group in groups]
    chosen = {choice.record for choice in choices if choice and choice.tries > 1}
    variants = reported(runs.assign(series=series)).drop_duplicates("record")
    variants = variants[["series", SIZE, "learning_rate", "record"]]
    at_one = variants[variants["learning_rate"] == rate].drop_duplicates(["series", SIZE])
    if rate is None:
        at_one = variants.drop_duplicates(["series", SIZE])
    title = "first learning rates" if rate is None else f"all at {rate_text(rate)}"
    at_tuned = variants[variants["record"].isin(chosen)].assign(panel=TUNED)
    return pd.concat([at_one.assign(panel=title), at_tuned], ignore_index=True)


def _shared_rate(tried: list[set[float]]) -> float | None:
    """Return the learning rate at which most sizes are reported; None if no two share one.

    Of several, it is the nearest to 0.001.
    """
    counts = Counter(rate for rates in tried for rate in rates)
    most = max(counts.values(), default=0)
    return (
        common_rate([{rate for rate, count in counts.items() if count == most}])
        if most > 1 or len(tried) == 1
        else None
    )


def _tick_texts(own: pd.DataFrame) -> list[str]:
    """Return each batch size with its learning rate below it."""
    known = own.sort_values(SIZE)
    return [f"{size:,.0f}\n{rate_text(rate)}" for size, rate in zip(known[SIZE], known["learning_rate"], strict=True)]
