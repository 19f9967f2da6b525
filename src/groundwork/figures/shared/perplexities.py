"""The models and the values that figures of perplexity show."""

import pandas as pd

from groundwork.figures.shared.families import families_of
from groundwork.figures.shared.series import reported

PERPLEXITY, SOURCE_PERPLEXITY = "test_perplexity", "source_perplexity"
SOURCE = "the source itself"
"""The name of what no model can beat, in every figure."""
NO_PERPLEXITY = "The study has no language models, so there is no perplexity."


def has_perplexity(runs: pd.DataFrame) -> bool:
    """Return whether any reported run has a perplexity."""
    return PERPLEXITY in runs and bool(reported(runs)[PERPLEXITY].notna().any())


def one_per_family(runs: pd.DataFrame) -> dict[str, str]:
    """Return the record of each family of variants by its label: that of the tuned learning rate, or the first."""
    chosen = {}
    for family in families_of(runs):
        first = reported(family.runs)["record"].head(1)
        record = family.chosen_record or (str(first.iloc[0]) if len(first) else None)
        if record is not None:
            chosen[family.name] = record
    return chosen


def with_source(runs: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows (case, seed, at, value, record) with the source's perplexity at each place, where it is known."""
    known = reported(runs)[SOURCE_PERPLEXITY].dropna() if SOURCE_PERPLEXITY in runs else pd.Series(dtype=float)
    if known.empty:
        return rows
    of_source = rows[["seed", "at"]].drop_duplicates().assign(case=SOURCE, value=known.iloc[0], record=SOURCE)
    return pd.concat([rows, of_source], ignore_index=True)
