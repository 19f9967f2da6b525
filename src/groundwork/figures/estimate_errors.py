"""Errors of accuracy estimates: one split against k-fold cross-validation."""

from groundwork.figures.shared.cases import measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.rows import Row, RowPanel, draw_row_panels
from groundwork.figures.shared.style import INK, SERIES

MEASUREMENT = "k_fold_against_one_split"
TITLES = {
    "estimate_error_points": "absolute error against the test split (points)",
    "estimate_percent": "estimates, and the accuracy on the test split (%)",
}


def estimate_errors(tables: Tables, context: FigureContext) -> Drawing:
    """One split against k-fold cross-validation

    The accuracy of a network trained on few images is estimated in two ways: on one held-out part of these images, and
    as the mean over k networks, each tested on a different part. Top: the absolute difference between each estimate and
    the accuracy on the test split; further left is better. Bottom: the estimates themselves; the ring is the accuracy
    on the test split. Estimates are too low where the networks behind them had fewer training images. A small dot is
    one seed, the large mark is the mean over seeds, and the bar is the interval of that mean. The axes start at 0 only
    if their values do.
    """
    found = {metric: measured_rows(tables, MEASUREMENT, metric) for metric in TITLES}
    errors = list(found["estimate_error_points"]["case"].drop_duplicates())
    colors = dict(zip(errors, SERIES, strict=False))
    parts = []
    for metric, title in TITLES.items():
        cases = found[metric].groupby("case", sort=False)["value"]
        rows = [Row(str(case), own, colors.get(case, INK), hollow=case not in colors) for case, own in cases]
        parts += [RowPanel(title, rows)] * bool(rows)
    return draw_row_panels(parts, context) if parts else not_measured(MEASUREMENT)
