"""Which variants a figure shows, with their labels, colors and markers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, to_hex

from groundwork.figures.shared.names import absent_text, name_text
from groundwork.figures.shared.series_styles import SeriesStyle, series_styles
from groundwork.figures.shared.style import DASHES, MARKERS, RAMP, SERIES
from groundwork.planning.specs import ordered_settings, settings_of_type
from groundwork.tables.shared.choices import tuned

SETTINGS = ordered_settings(
    *("model", "initializer", "optimizer", "learning_rate", "schedule", "batch_size", "preprocessing", "dataset"),
    *("loss", "augmentation", "patience", "clip_norm"),
    without=settings_of_type(bool),
)
"""The settings that label variants in figures, in this order."""
OPTIONAL = settings_of_type(type(None))
MAX_SHOWN = 12


@dataclass(frozen=True)
class Shown:
    """A variant with its label and style in a figure, and a note if seeds diverged."""

    record: str
    label: str
    color: str
    marker: str
    dash: Any
    divergence_note: str = ""

    @property
    def end_label(self) -> str:
        """The label at the end of its line."""
        return f"{self.label}, {self.divergence_note}" if self.divergence_note else self.label


def reported(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the reported seeds, without the tuning seeds."""
    return table[table["role"] == "report"]


def longest(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the runs of the variants with the most epochs, of a study that trains its variants for several lengths."""
    shown: pd.DataFrame = runs[runs["epochs"].isna() | (runs["epochs"] == runs["epochs"].max())]
    return shown


def reported_records(runs: pd.DataFrame) -> list[str]:
    """Return the records of the variants with reported seeds, in plan order; other learning rates were only tried."""
    return [str(record) for record in reported(runs)["record"].drop_duplicates()]


def varied(variants: pd.DataFrame) -> list[str]:
    """Return the settings in which the variants differ; settings that an estimator does not have do not count."""
    networks = variants[variants["optimizer"] != ""]
    known = [column for column in SETTINGS if column in variants]
    values = {column: set(variants[column].replace("", np.nan).dropna()) for column in known}
    left_out = {column for column in OPTIONAL if column in variants and networks[column].isna().any()}
    return [column for column in known if len(values[column]) + (column in left_out) > 1]


def labels_of(runs: pd.DataFrame, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the label of each record: its name, if any, and the settings in which it differs from others.

    Variants are compared with those of the same name. A variant that does not differ is labeled by its model. Variants
    whose difference is in no column keep the label from the plan.
    """
    variants = runs.drop_duplicates("record")
    labels: dict[str, str] = {}
    for name, group in variants.groupby(names_of(variants), sort=False):
        labels |= _labels_of_group(str(name), group, without)
    kept = [column for column in without if column in variants]
    named = variants[["record", "variant", *kept]].assign(label=variants["record"].map(labels))
    if named.duplicated(["label", *kept]).any():
        return {str(row["record"]): f"{row['label']} ({row['variant']})" for _, row in named.iterrows()}
    return {str(record): labels[str(record)] for record in variants["record"]}


def names_of(variants: pd.DataFrame) -> "pd.Series[str]":
    """Return the name of each row's variant, or an empty string."""
    return variants["name"] if "name" in variants else variants["variant"].map(lambda _: "")


def _labels_of_group(name: str, group: pd.DataFrame, without: tuple[str, ...]) -> dict[str, str]:
    """Return the labels of variants that share a name or have none."""
    columns = [column for column in varied(group) if column not in without]
    labels = {}
    for _, row in group.iterrows():
        parts = [name] * bool(name) + [text for column in columns if (text := _setting_text(column, row))]
        labels[str(row["record"])] = ", ".join(parts or [name_text("model", row["model"])])
    return labels


def _setting_text(column: str, row: "pd.Series[Any]") -> str:
    """Return the display text of a setting; empty for one that an estimator does not have."""
    if row[column] == "" or pd.isna(row[column]):
        return absent_text(column) if column in OPTIONAL and row["optimizer"] else ""
    return name_text(column, row[column])


def families(runs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the runs grouped by all settings but the learning rate, in plan order."""
    names = runs["record"].map(labels_of(runs, without=("learning_rate",)))
    return {str(name): runs[names == name] for name in names.drop_duplicates()}


def shown_variants(runs: pd.DataFrame) -> tuple[list[Shown], str]:
    """Return the variants with reported seeds to show in a figure of curves, and a remark on those left out.

    If several families were trained at several learning rates each, only their tuned variants are shown; of more than
    twelve variants, an evenly spaced selection.
    """
    groups, records = families(runs), reported_records(runs)
    choices = {name: tuned(group) for name, group in groups.items()}
    picked = [choice.record for choice in choices.values() if choice and choice.tries > 1 and choice.record in records]
    if len(groups) > 1 and len(picked) == len(groups):
        return looks(runs, picked), "tuned learning rates"
    kept = evenly_spaced(records, MAX_SHOWN)
    return looks(runs, kept), f"{len(kept)} of {len(records)} variants" if len(kept) < len(records) else ""


def shown_groups(runs: pd.DataFrame) -> tuple[dict[str, list[Shown]], str]:
    """Return the variants to show in a figure of curves by panel title, and a remark on those left out.

    More than twelve variants, some of which share a name, are grouped by name, with the rest under "others"; otherwise
    all are in one group without a title.
    """
    names, count = names_of(runs), len(reported_records(runs))
    numbers = runs["record"].where(runs["role"] == "report").groupby(names).transform("nunique")
    if not 1 < numbers.max() < count or count <= MAX_SHOWN:
        shown, remark = shown_variants(runs)
        return {"": shown}, remark
    groups = {str(name): runs[names == name].drop(columns="name") for name in names[numbers > 1].drop_duplicates()}
    if (numbers == 1).any():
        groups["others"] = runs[numbers == 1]
    found = {title: shown_variants(group) for title, group in groups.items()}
    remarks = [remark for _, remark in found.values() if remark]
    return _alike({title: shown for title, (shown, _) in found.items()}), remarks[0] if remarks else ""


def _alike(panels: dict[str, list[Shown]]) -> dict[str, list[Shown]]:
    """Give equal labels in different panels the same style; panels of ordered series keep their ramp."""
    unordered = {title: shown for title, shown in panels.items() if not _is_ramp(shown)}
    styles = series_styles(variant.label for shown in unordered.values() for variant in shown)
    return panels | {
        title: [replace(variant, **vars(styles[variant.label])) for variant in shown]
        for title, shown in unordered.items()
    }


def _is_ramp(shown: list[Shown]) -> bool:
    return any(variant.color not in SERIES for variant in shown)


def evenly_spaced(things: list[str], most: int) -> list[str]:
    """Return at most `most` of these, evenly spaced, including the first and the last."""
    return [things[i] for i in np.linspace(0, len(things) - 1, min(most, len(things))).round().astype(int)]


def looks(runs: pd.DataFrame, records: list[str], labels: Mapping[str, str] | None = None) -> list[Shown]:
    """Return the style of these records: a color ramp if they differ in one number only, else that of their labels."""
    variants = runs[runs["record"].isin(records)].drop_duplicates("record").set_index("record").loc[records]
    differing = varied(variants)
    ordered = len(differing) == 1 and differing[0] in ("learning_rate", "batch_size")
    names = labels or labels_of(runs[runs["record"].isin(records)])
    labeled = [names[record] for record in records]
    styles = _ramp_styles(labeled, variants[differing[0]].tolist()) if ordered else series_styles(labeled)
    return [
        Shown(record, label, **vars(styles[label]), divergence_note=divergence_note(runs[runs["record"] == record]))
        for record, label in zip(records, labeled, strict=True)
    ]


def _ramp_styles(labels: list[str], values: list[float]) -> dict[str, SeriesStyle]:
    """Return a solid style for each label, colored by the rank of its value."""
    styles = [SeriesStyle(color, MARKERS[rank % len(MARKERS)], DASHES[0]) for rank, color in enumerate(ramp(values))]
    return dict(zip(labels, styles, strict=True))


def divergence_note(variant_runs: pd.DataFrame) -> str:
    """Return how many of a variant's reported seeds diverged, as text; empty if none did."""
    outcomes = reported(variant_runs)["outcome"]
    diverged = int((outcomes != "finished").sum())
    return f"{diverged} of {len(outcomes)} diverged" if diverged else ""


def ramp(values: list[float]) -> list[str]:
    """Return a color for each value by rank, from cold (lowest) to hot (highest)."""
    ranks = {value: rank for rank, value in enumerate(sorted(set(values)))}
    colors = LinearSegmentedColormap.from_list("ramp", list(RAMP))
    return [to_hex(colors(ranks[value] / max(len(ranks) - 1, 1))) for value in values]
