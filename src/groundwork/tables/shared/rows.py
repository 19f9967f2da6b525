"""Rows of tables: a study's runs in plan order, with their settings."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from groundwork.config.names import Component
from groundwork.planning.plan import Variant
from groundwork.planning.specs import ordered_settings, settings_of_type
from groundwork.records.schema import Run, TrainingBody
from groundwork.tables.shared.results import StudyResults

Row = dict[str, Any]

COLUMNS = ordered_settings(
    *("dataset", "preprocessing", "model", "initializer", "optimizer", "learning_rate", "schedule", "batch_size"),
    *("loss", "augmentation", "patience", "clip_norm"),
)
FITTED = (0,)
"""The horizons of an estimator, which takes no steps."""
ALWAYS_SHOWN = ("model", "optimizer", "learning_rate", "batch_size")
TEXT_COLUMNS = settings_of_type(str, Component) | {
    *("variant", "record", "tuning_record", "name", "role", "outcome", "metric", "unit", "layer", "kind"),
    *("output_shape", "check", "quantity", "probe", "measurement", "function", "case", "components", "detail"),
    "correct",
}


def settings_of(results: StudyResults, variant: Variant) -> Row:
    """Return the columns of a variant with all settings; missing ones are None."""
    return _identity(results, variant) | dict.fromkeys(COLUMNS) | variant.spec.columns


def short_settings_of(results: StudyResults, variant: Variant) -> Row:
    """Return the columns of a variant for a long table: the usual settings and those that the study varies.

    A study varies the settings that differ between its variants, or between variants with the same name.
    """
    varied = {key for each in results.study.variants for key in each.axes}
    shown = [key for key in COLUMNS if key in varied or key in ALWAYS_SHOWN]
    return _identity(results, variant) | {key: variant.spec.columns.get(key) for key in shown}


def body_of(results: StudyResults, variant: Variant) -> TrainingBody:
    """Return the result of a variant's reported seeds.

    Raises TypeError for a record of another kind, which no plan makes.
    """
    return _training_body(results, variant.record)


def variant_runs(results: StudyResults, variant: Variant) -> list[Run]:
    """Return a variant's runs in any role, by seed."""
    runs = (run for record in variant.records for run in _training_body(results, record).runs)
    return sorted(runs, key=lambda run: run.seed)


def whole_runs(results: StudyResults, variant: Variant) -> list[Run]:
    """Return a variant's runs to the planned end, without those of a rate that was chosen at earlier horizons only."""
    planned = planned_horizons(variant)
    return [run for run in variant_runs(results, variant) if horizons_of(results, variant, run) == planned]


def planned_horizons(variant: Variant) -> tuple[int, ...]:
    """Return the horizons of a variant's runs, the last one being their planned end; 0 for an estimator."""
    return FITTED if variant.spec.kind == "fit" else variant.spec.horizons


def horizons_of(results: StudyResults, variant: Variant, run: Run) -> tuple[int, ...]:
    """Return the horizons to which a run was trained, or would have been without its divergence.

    A reported run ends at the last horizon at which its learning rate was chosen, if it depends on that.
    """
    last = body_of(results, variant).chosen_until if run.role == "report" else None
    return tuple(each for each in planned_horizons(variant) if last is None or each <= last)


def runs_of(results: StudyResults) -> Iterator[tuple[Row, Run]]:
    """Yield every run with its variant's short settings, in plan order, then by seed."""
    for variant in results.study.variants:
        settings = short_settings_of(results, variant)
        for run in variant_runs(results, variant):
            yield settings, run


def reported_runs(results: StudyResults) -> Iterator[tuple[Row, Run]]:
    """Yield the whole runs of reported seeds, without tuning seeds, in the order of `runs_of`."""
    for variant in results.study.variants:
        settings = short_settings_of(results, variant)
        for run in whole_runs(results, variant):
            if run.role == "report":
                yield settings, run


def components_text(variant: Variant) -> str:
    """Return a variant's components with their settings as JSON, to be read by `component_of`."""
    return json.dumps({key: component.model_dump() for key, component in variant.spec.components.items()})


def component_of(cell: object, setting: str) -> Component | None:
    """Return the component of a setting from a cell of `components`; None if an estimator does not have it."""
    components = json.loads(str(cell))
    return Component.model_validate(components[setting]) if setting in components else None


def frame(rows: Iterable[Row]) -> pd.DataFrame:
    """Return the rows as a table; None becomes empty text or NaN."""
    table = pd.DataFrame(list(rows))
    text = TEXT_COLUMNS.intersection(table.columns)
    numbers = [column for column in table.columns if column not in text and table[column].dtype == object]
    return table.fillna(dict.fromkeys(text, "")).astype(dict.fromkeys(text, str) | dict.fromkeys(numbers, float))


def percent(fraction: float | None) -> float | None:
    """Convert a fraction to percent; None stays None."""
    return None if fraction is None else 100 * fraction


def _training_body(results: StudyResults, record: str) -> TrainingBody:
    body = results.records[record].body
    if body.kind != "training":
        raise TypeError(f"{record}: a {body.kind} record is not the record of a variant")
    return body


def _identity(results: StudyResults, variant: Variant) -> Row:
    """Return the columns that identify a variant; `name` only if the study names variants."""
    name = {"name": variant.name} if any(each.name for each in results.study.variants) else {}
    return {"variant": variant.label, "record": variant.record, **name}
