"""What accuracy hides when one of two classes is rare."""

import pandas as pd

from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.rows import Row, RowPanel, draw_row_panels, variant_rows
from groundwork.figures.shared.series import labels_of, reported_records
from groundwork.figures.shared.series_styles import series_styles
from groundwork.figures.shared.style import INK

POSITIVE = 1


def accuracy_misleads(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy, and what it hides

    Five metrics of the same networks on the same test split, in percent. The ring is a baseline that learns nothing: it
    always predicts the most common class. Compare it with the networks panel by panel: where its accuracy is close to
    theirs, accuracy says little. Recall is the share of the second class that is found. Precision is the share of
    correct answers among the predictions of that class, 0 if there are none. F1 is their harmonic mean. ROC-AUC is the
    probability that an example of the second class gets a higher score than one of the first; guessing gives 50. The
    large mark is the mean over seeds (also printed on the right), the bar is the interval of that mean, and the small
    dots are single seeds. A diverged run, marked by a cross, counts as guessing and finds no example of the second
    class.
    """
    runs = tables["runs"]
    if "classes" not in tables or len(context.class_names) != 2:
        return nothing_to_draw("This figure needs two classes; the study has none, or none of its runs finished.")
    records = reported_records(runs)
    labels = labels_of(runs)
    styles = series_styles(labels[record] for record in records)
    colors = {record: styles[labels[record]].color for record in records}
    constant = _constant(tables["classes"])
    name = f"always {_quoted(context.class_names[_most_common(tables['classes'])])}"
    parts = []
    for metric, title in _titles(context.class_names[POSITIVE]).items():
        rows = variant_rows(runs, metric, colors)
        baseline = Row(name, pd.Series([constant[metric]]), INK, hollow=True)
        parts.append(RowPanel(title, [baseline, *rows], (0, 100)))
    return draw_row_panels(parts, context)


def _titles(positive: str) -> dict[str, str]:
    return {
        "test_accuracy_percent": "accuracy (%)",
        "roc_auc_percent": "ROC-AUC (%)",
        "positive_recall_percent": f"recall of {_quoted(positive)} (%)",
        "positive_precision_percent": f"precision of {_quoted(positive)} (%)",
        "positive_f1_percent": f"F1 of {_quoted(positive)} (%)",
    }


def _quoted(name: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK}"


def _images(classes: pd.DataFrame) -> "pd.Series[float]":
    """Return the number of test images of each class, by class number."""
    return classes.drop_duplicates("class").set_index("class")["images"].sort_index()


def _most_common(classes: pd.DataFrame) -> int:
    return int(_images(classes).to_numpy().argmax())


def _constant(classes: pd.DataFrame) -> dict[str, float]:
    """Return the metrics of always predicting the most common class; a class never predicted has precision 0."""
    shares = _images(classes) / _images(classes).sum()
    share, is_positive = float(shares.max()), _most_common(classes) == POSITIVE
    return {
        "test_accuracy_percent": 100 * share,
        "roc_auc_percent": 50.0,
        "positive_recall_percent": 100.0 * is_positive,
        "positive_precision_percent": 100 * share * is_positive,
        "positive_f1_percent": 200 * share / (1 + share) * is_positive,
    }
