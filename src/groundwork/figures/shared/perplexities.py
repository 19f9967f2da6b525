"""The models and the values that figures of perplexity show."""

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from groundwork.dataset.origins import ORIGINS
from groundwork.figures.shared.axes import few_ticks
from groundwork.figures.shared.series import labels_of, names_of, reported

PERPLEXITY, SOURCE_PERPLEXITY = "test_perplexity", "source_perplexity"
SOURCE = "the source itself"
"""The name of what no model can beat, in every figure."""
NO_PERPLEXITY = "The study has no language models, so there is no perplexity."
ROWS = ["case", "seed", "at", "value", "record"]


def has_perplexity(runs: pd.DataFrame) -> bool:
    """Return whether any reported run has a perplexity."""
    return PERPLEXITY in runs and bool(reported(runs)[PERPLEXITY].notna().any())


def has_distances(runs: pd.DataFrame) -> bool:
    """Return whether the runs are of language models, in languages whose dependencies have a known distance."""
    return has_perplexity(runs) and all(distance_of(name) for name in runs["dataset"].unique())


def distance_of(dataset: str) -> int:
    """Return how far back the farthest token is on which one depends; 0 if it is not known."""
    return ORIGINS[dataset].distance if dataset in ORIGINS else 0


def models_of(runs: pd.DataFrame) -> dict[str, str]:
    """Return the name of the model of each record: that of the variant or, if it has none, what labels it."""
    labels, variants = labels_of(runs, without=("dataset", "epochs")), runs.drop_duplicates("record")
    names = zip(variants["record"], names_of(variants), strict=True)
    return {str(record): str(name) or labels[str(record)] for record, name in names}


def with_source(runs: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows (case, seed, at, value, record) with the source's perplexity at each place, where it is known."""
    known = reported(runs)[SOURCE_PERPLEXITY].dropna() if SOURCE_PERPLEXITY in runs else pd.Series(dtype=float)
    if known.empty:
        return rows[ROWS]
    of_source = rows[["seed", "at"]].drop_duplicates().assign(case=SOURCE, value=known.iloc[0], record=SOURCE)
    return pd.concat([rows[ROWS], of_source], ignore_index=True)


def step_axis(axes: Axes, steps: Iterable[float]) -> None:
    """Make the x axis logarithmic from the first to the last step."""
    known = sorted(set(steps))
    axes.set_xscale("log")
    axes.set_xlim(known[0], max(known[-1], known[0] + 1))
    ticks = few_ticks(*axes.get_xlim())
    axes.xaxis.set_ticks(ticks, labels=[f"{tick:,g}" for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
