"""How far estimates of a network's accuracy are off."""

from groundwork.figures.shared.cases import measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.rows import Row, RowPanel, draw_row_panels
from groundwork.figures.shared.style import INK, SERIES

MEASUREMENT = "k_fold_against_one_split"
TITLES = {
    "estimate_error_points": "distance from the accuracy on the test split (points)",
    "estimate_percent": "the estimates, and what they estimate (%)",
}


def estimate_errors(tables: Tables, context: FigureContext) -> Drawing:
    """One split against k folds

    A network trained on few images has its accuracy estimated twice: on one held-out part of these images, and as the
    mean over k networks, each tested on another part. Above, how far either estimate is from the accuracy on the
    test split, whichever way; further left is better. Below, the estimates themselves; the ring is the
    accuracy on the test split. Estimates lie below it where the networks behind them had fewer images to learn from.
    A small dot is one seed, the large mark the mean over seeds, the bar the interval of that mean. No axis begins
    at 0 but where its numbers do.
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
