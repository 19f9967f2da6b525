"""What accuracy hides where one of two classes is rare."""

import pandas as pd

from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.rows import Row, RowPanel, draw_row_panels, variant_rows
from groundwork.figures.shared.series import categorical
from groundwork.figures.shared.style import INK

POSITIVE = 1


def accuracy_misleads(tables: Tables, context: FigureContext) -> Drawing:
    """Accuracy, and what it hides

    Five numbers of the same networks on the same test split, in percent. The ring belongs to an answer that learns
    nothing: it always names the commonest class. Compare it with the networks panel by panel: where its accuracy is
    nearly theirs, accuracy says little. Recall is the share of the second class that is found, precision the share of
    right answers among those that name it, 0 where none does, F1 their harmonic mean. ROC-AUC is the chance that one
    of the second class gets a higher score than one of the first, 50 for guessing. The large mark is the mean over
    seeds, which the number on the right repeats, the bar the interval of that mean, the small dots are the single
    seeds. A run that diverged, marked by a cross, counts as guessing and finds nothing of the second class.
    """
    runs = tables["runs"]
    if "classes" not in tables or len(context.class_names) != 2:
        return nothing_to_draw("This figure is about two classes; the study has none, or no run of it finished.")
    records = [str(record) for record in runs["record"].drop_duplicates()]
    colors = dict(zip(records, categorical(len(records)), strict=True))
    constant = _constant(tables["classes"])
    name = f"always {_quoted(context.class_names[_commonest(tables['classes'])])}"
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
    """Return how many test images each class has, by its number."""
    return classes.drop_duplicates("class").set_index("class")["images"].sort_index()


def _commonest(classes: pd.DataFrame) -> int:
    return int(_images(classes).to_numpy().argmax())


def _constant(classes: pd.DataFrame) -> dict[str, float]:
    """Return what always naming the commonest class scores; a class that it never names has precision 0."""
    shares = _images(classes) / _images(classes).sum()
    share, is_positive = float(shares.max()), _commonest(classes) == POSITIVE
    return {
        "test_accuracy_percent": 100 * share,
        "roc_auc_percent": 50.0,
        "positive_recall_percent": 100.0 * is_positive,
        "positive_precision_percent": 100 * share * is_positive,
        "positive_f1_percent": 200 * share / (1 + share) * is_positive,
    }
