"""Precision, recall and F1 of each class, for one network."""

from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from groundwork.figures.shared.bands import seeds_text
from groundwork.figures.shared.canvas import WIDTH, Margins, height_of, note, nothing_to_draw, panels, text_width
from groundwork.figures.shared.choices import best_model
from groundwork.figures.shared.dots import percent_span, write_names
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.labels import wrapped
from groundwork.figures.shared.rows import ROW, TITLE, Row, RowPanel, draw_rows, row_data
from groundwork.figures.shared.series import divergence_note, labels_of, reported
from groundwork.figures.shared.style import INK, LINE_HEIGHT, TEXT

TITLES = {"precision_percent": "precision (%)", "recall_percent": "recall (%)", "f1_percent": "F1 (%)"}
TICKS = 4
EDGE, GAP, BOTTOM = 4.0, 18.0, 40.0


def class_scores(tables: Tables, context: FigureContext) -> Drawing:
    """Precision, recall and F1 of each class

    One row per class, in the order of the dataset. Precision is the share of correct answers among the predictions of
    the class, 0 if there are none; recall is the share of its test cases that are found; F1 is their harmonic mean. If
    recall is above precision, the class is predicted more often than it occurs; if below, less often. All numbers are
    of one variant, named at the top: of the models with a confusion matrix, the one that did best on validation. The
    large mark is the mean over seeds (also printed on the right), the bar is the interval of that mean, and the small
    dots are single seeds. The three axes are the same and need not start at 0. A dash means that a seed diverged, or
    that the class has no test cases.
    """
    if "classes" not in tables:
        return nothing_to_draw("No classification run of the study finished, so there are no test results.")
    runs, scores = tables["runs"], tables["classes"]
    record = best_model(runs[runs["record"].isin(scores["record"])])
    own, name = reported(runs[runs["record"] == record]), labels_of(runs)[record]
    parts = _parts(scores[scores["record"] == record], list(own["seed"]), context.class_names)
    data = [row_data(part, context.confidence) for part in parts]
    heading = ", ".join([f"best on validation: {name}"] + [divergence_note(own)] * bool(divergence_note(own)))
    figure = _draw(_on_one_axis(parts, data), data, wrapped(heading, WIDTH - 2 * EDGE))
    note(figure, seeds_text(own, context, "bar"))
    drawn = pd.concat(data, ignore_index=True).rename(columns={"panel": "score", "row": "class"})
    return Drawing(figure, drawn.drop(columns="mark").assign(variant=name, record=record))


def _parts(scores: pd.DataFrame, seeds: list[int], classes: tuple[str, ...]) -> list[RowPanel]:
    """Return one panel per metric with one row per class; every seed has a value, inf where it is missing."""
    by_class = [scores[scores["class"] == number].set_index("seed").reindex(seeds) for number in range(len(classes))]
    return [
        RowPanel(title, [Row(name, own[score].fillna(np.inf)) for name, own in zip(classes, by_class, strict=True)])
        for score, title in TITLES.items()
    ]


def _on_one_axis(parts: list[RowPanel], data: list[pd.DataFrame]) -> list[RowPanel]:
    """Give all panels the same axis range."""
    seeds = pd.concat([row.values for part in parts for row in part.rows])
    intervals = [each[side] for each in data for side in ("low", "high")]
    span = percent_span(pd.concat([seeds[np.isfinite(seeds)], *intervals]))
    return [replace(part, holds=span) for part in parts]


def _draw(parts: list[RowPanel], data: list[pd.DataFrame], heading: str) -> Figure:
    """Draw the panels side by side below a heading, with the class names left of the first."""
    names, marks = list(data[0]["row"]), [str(mark) for each in data for mark in each["mark"]]
    beside = text_width(marks) + GAP
    top = TITLE + LINE_HEIGHT * TEXT * (1 + heading.count("\n"))
    margins = Margins(text_width(names) + 14, beside, top, BOTTOM, beside)
    figure, axes = panels(len(parts), len(parts), ROW * (len(names) + 0.6), margins)
    figure.text(EDGE / WIDTH, 1 - EDGE / height_of(figure), heading, ha="left", va="top", size=TEXT, color=INK)
    write_names(axes[0], names)
    for panel, part, own in zip(axes, parts, data, strict=True):
        panel.set_title(part.title)
        draw_rows(panel, part, own, TICKS)
    return figure
