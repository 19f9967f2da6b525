"""Which variants stand for their models in figures that have room for one variant of each."""

import pandas as pd

from groundwork.figures._names import name_text

MOST_MODELS = 4


def one_per_model(runs: pd.DataFrame) -> dict[str, str]:
    """Return the name of at most four models, or of a model's only variant, by the record that stands for each.

    It is, among the variants with the model's first preprocessing, the one with the best mean validation accuracy over
    the reported seeds; of equals the first in the plan.
    """
    reported = runs[runs["role"] == "report"]
    means = reported.groupby("record", sort=False)["validation_accuracy_percent"].mean()
    variants = reported.drop_duplicates("record").assign(mean=lambda rows: rows["record"].map(means))
    chosen = {}
    for model, group in variants.groupby("model", sort=False):
        plain = group[group["preprocessing"] == group["preprocessing"].iloc[0]]
        best = plain.loc[plain["mean"].idxmax()] if plain["mean"].notna().any() else plain.iloc[0]
        chosen[str(best["record"])] = _only_name(group) or name_text("model", model)
    return dict(list(chosen.items())[:MOST_MODELS])


def _only_name(variants: pd.DataFrame) -> str:
    """Return the name that the study gives a model's only variant; empty where there are several, or no name."""
    return str(variants["name"].iloc[0]) if "name" in variants and len(variants) == 1 else ""
