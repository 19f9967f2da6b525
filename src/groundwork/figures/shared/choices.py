"""Chooses one variant per model for figures with limited space."""

import numpy as np
import pandas as pd

from groundwork.core.metrics import first_metric
from groundwork.figures.shared.names import name_text
from groundwork.tables.shared.choices import task_in

MOST_MODELS = 4


def one_per_model(runs: pd.DataFrame) -> dict[str, str]:
    """Return the names of at most four models by the record shown for each; a model's only variant keeps its own name.

    The record is, among the variants with the model's first preprocessing, the one with the best validation mean of the
    task's first metric over the reported seeds; ties go to the first in the plan.
    """
    reported, means = runs[runs["role"] == "report"], _validation_means(runs)
    variants = reported.drop_duplicates("record").assign(mean=lambda rows: rows["record"].map(means))
    chosen = {}
    for model, group in variants.groupby("model", sort=False):
        plain = group[group["preprocessing"] == group["preprocessing"].iloc[0]]
        best = plain.loc[plain["mean"].idxmax()] if plain["mean"].notna().any() else plain.iloc[0]
        chosen[str(best["record"])] = _only_name(group) or name_text("model", model)
    return dict(list(chosen.items())[:MOST_MODELS])


def best_model(runs: pd.DataFrame) -> str:
    """Return the record of `one_per_model` that did best on validation; ties go to the first."""
    return str(_validation_means(runs)[list(one_per_model(runs))].fillna(-np.inf).idxmax())


def _validation_means(runs: pd.DataFrame) -> "pd.Series[float]":
    """Return the mean of the task's first metric over the reported seeds by record, negated if lower is better."""
    rows = runs[runs["role"] == "report"]
    if rows.empty:
        return pd.Series(dtype=float)
    metric = first_metric(task_in(rows), "validation")
    means = rows.groupby("record", sort=False)[metric.name].mean()
    return -means if metric.better == "lower" else means


def _only_name(variants: pd.DataFrame) -> str:
    """Return the study's name for a model's only variant; empty if there are several variants or no name."""
    return str(variants["name"].iloc[0]) if "name" in variants and len(variants) == 1 else ""
