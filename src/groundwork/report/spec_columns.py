"""The settings of records: a column for each setting that often differs, and the common values of the others."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from groundwork.config.names import Component, number_text
from groundwork.core.formatting import DASH, words
from groundwork.planning.plan import PlannedRecord
from groundwork.planning.specs import DataSpec

COLUMNS = ("model", "optimizer", "learning_rate", "initializer", "schedule", "batch_size", "train_images", "epochs")
# Horizons follow from those of params.yaml and the number of steps.
WITH_COLUMN = {"kind", "seeds", "tuning_seeds", "choice", "horizons", *COLUMNS}
PER_RECORD = {"spec", "training_source", "data"}


@dataclass(frozen=True)
class SettingsView:
    """One record's settings: a text for each of COLUMNS, and other settings that differ from the common value."""

    columns: tuple[str, ...]
    others: str


@dataclass(frozen=True)
class RecordSettings:
    """The settings of each record, the common values of settings without a column, and what all records share."""

    views: Mapping[str, SettingsView]
    usual: tuple[str, ...]
    shared: tuple[str, ...]


def view_settings(records: Iterable[PlannedRecord]) -> RecordSettings:
    """Return the settings of records; the common value is the most frequent one."""
    records = tuple(records)
    texts = {record.name: _texts(record.spec.data) for record in records}
    usual = _most_frequent(texts.values())
    common = _common([_environment(record) for record in records])
    return RecordSettings(
        views={record.name: _view(record, texts[record.name], usual, common) for record in records},
        usual=tuple(_phrase(name, text) for name, text in usual.items()),
        shared=tuple(f"{words(name)} {value}" for name, value in common.items()),
    )


def _view(
    record: PlannedRecord, texts: Mapping[str, str], usual: Mapping[str, str], common: Mapping[str, object]
) -> SettingsView:
    measured = [record.spec.measurement.label] if record.spec.kind == "measurement" else []
    unusual = [_phrase(name, text) for name, text in texts.items() if usual.get(name, text) != text]
    around = [f"{name} {value}" for name, value in _environment(record).items() if name not in common]
    columns = tuple(texts.get(name, DASH) for name in COLUMNS)
    return SettingsView(columns, "; ".join([*measured, *unusual, *around]) or DASH)


def _texts(spec: DataSpec | None) -> dict[str, str]:
    fields = type(spec).model_fields if spec else ()
    return {name: _text(getattr(spec, name)) for name in fields}


def _text(value: object) -> str:
    if isinstance(value, Component):
        return value.label
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, tuple):
        return ", ".join(words(str(each)) for each in value) or "none"
    return "none" if value is None else str(value)


def _phrase(name: str, text: str) -> str:
    return f"{words(name)} {text}"


def _most_frequent(texts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the most frequent value of each setting without a column; ties go to the alphabetically first."""
    counts: dict[str, Counter[str]] = {}
    for each in texts:
        for name in each.keys() - WITH_COLUMN:
            counts.setdefault(name, Counter())[each[name]] += 1
    return {name: min(found, key=lambda text: (-found[text], text)) for name, found in sorted(counts.items())}


def _environment(record: PlannedRecord) -> dict[str, object]:
    return {name: value for name, value in record.identity.items() if name not in PER_RECORD}


def _common(environments: list[dict[str, object]]) -> dict[str, object]:
    """Return the entries that are the same in all of them."""
    first = environments[0] if environments else {}
    return {name: value for name, value in first.items() if all(each.get(name) == value for each in environments)}
