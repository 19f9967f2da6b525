"""Which variants a figure shows, and under which name, color and marker."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, to_hex

from groundwork.choices import tuned
from groundwork.figures._axes import rate_text
from groundwork.figures._style import DASHES, MARKERS, RAMP, SERIES

SETTINGS = ("model", "initializer", "optimizer", "learning_rate", "schedule", "batch_size", "preprocessing", "dataset")
PROPER_NAMES = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop", "nesterov": "Nesterov"} | {
    "mlp": "MLP",
    "cnn": "CNN",
}
MOST_SHOWN = 12


@dataclass(frozen=True)
class Shown:
    """A variant with the name and the look that it has in a figure, and how many of its seeds diverged, if any."""

    record: str
    label: str
    color: str
    marker: str
    dash: Any
    fate: str = ""

    @property
    def end_label(self) -> str:
        """What to write where its line ends."""
        return f"{self.label}, {self.fate}" if self.fate else self.label


def reported(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the seeds that are reported, not those that chose something."""
    return table[table["role"] == "report"]


def name_text(column: str, value: object) -> str:
    """Return the value of a setting in words: Adam, softmax regression, MLP (hidden 64), 3e-4."""
    if column == "learning_rate":
        return rate_text(float(str(value)))
    name, space, rest = str(value).partition(" ")
    named = PROPER_NAMES.get(name, name.replace("_", " ")) + space + rest
    return f"batch {named}" if column == "batch_size" else named


def varied(variants: pd.DataFrame) -> list[str]:
    """Return the settings in which the variants of a table differ."""
    return [column for column in SETTINGS if variants[column].nunique() > 1]


def labels_of(runs: pd.DataFrame, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the name of each record: the settings in which the variants differ, or the model where there is one only.

    Variants whose difference no column shows keep the label that the plan gave them.
    """
    variants = runs.drop_duplicates("record")
    columns = [column for column in varied(variants) if column not in without] or ["model"]
    rows = [(str(row["record"]), row) for _, row in variants.iterrows()]
    names = {record: ", ".join(name_text(column, row[column]) for column in columns) for record, row in rows}
    told_apart = variants.groupby([*columns, *without] if without else columns)["record"].nunique()
    if told_apart.max() > 1:
        return {record: f"{names[record]} ({row['variant']})" for record, row in rows}
    return names


def families(runs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the runs by what the variants differ in beside the learning rate, in the order of the plan."""
    names = runs["record"].map(labels_of(runs, without=("learning_rate",)))
    return {str(name): runs[names == name] for name in names.drop_duplicates()}


def shown_variants(runs: pd.DataFrame) -> tuple[list[Shown], str]:
    """Return the variants of a figure of curves, and what to say of those that it leaves out.

    Where several families of variants have been tried at several rates each, the tuned one stands for its family; of
    more than twelve, every so many are shown.
    """
    groups = families(runs)
    choices = {name: tuned(group) for name, group in groups.items()}
    picked = [choice.record for choice in choices.values() if choice and choice.tries > 1]
    if len(groups) > 1 and len(picked) == len(groups):
        return looks(runs, picked), "each at its tuned rate"
    records = [str(record) for record in runs["record"].drop_duplicates()]
    if len(records) <= MOST_SHOWN:
        return looks(runs, records), ""
    kept = [records[index] for index in np.linspace(0, len(records) - 1, MOST_SHOWN).round().astype(int)]
    return looks(runs, kept), f"{MOST_SHOWN} of {len(records)} variants"


def looks(runs: pd.DataFrame, records: list[str], labels: Mapping[str, str] | None = None) -> list[Shown]:
    """Return how to draw these records: colors from cold to hot where they differ in one number only, else distinct."""
    variants = runs[runs["record"].isin(records)].drop_duplicates("record").set_index("record").loc[records]
    differing = varied(variants)
    ordered = len(differing) == 1 and differing[0] in ("learning_rate", "batch_size")
    colors = ramp(variants[differing[0]].tolist()) if ordered else categorical(len(records))
    names = labels or labels_of(runs[runs["record"].isin(records)])
    return [
        Shown(
            *(record, names[record], color),
            marker=MARKERS[index % len(MARKERS)],
            dash=DASHES[0 if ordered else index // len(SERIES) % len(DASHES)],
            fate=fate_of(runs[runs["record"] == record]),
        )
        for index, (record, color) in enumerate(zip(records, colors, strict=True))
    ]


def fate_of(variant_runs: pd.DataFrame) -> str:
    """Return how many of a variant's reported seeds diverged, in words; empty where none did."""
    outcomes = reported(variant_runs)["outcome"]
    diverged = int((outcomes != "finished").sum())
    return f"{diverged} of {len(outcomes)} diverged" if diverged else ""


def categorical(count: int) -> list[str]:
    """Return colors for things without an order; from the seventh on they repeat, with another dash."""
    return [SERIES[index % len(SERIES)] for index in range(count)]


def ramp(values: list[float]) -> list[str]:
    """Return a color for each value by its rank, from cold for the lowest to hot for the highest."""
    ranks = {value: rank for rank, value in enumerate(sorted(set(values)))}
    colors = LinearSegmentedColormap.from_list("ramp", list(RAMP))
    return [to_hex(colors(ranks[value] / max(len(ranks) - 1, 1))) for value in values]
