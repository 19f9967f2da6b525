"""What the tables have in common: their rows are a study's runs in the order of the plan, each with its settings."""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from groundwork.plan import Variant
from groundwork.records import Run, TrainingBody
from groundwork.results import StudyResults

Row = dict[str, Any]

TEXT_COLUMNS = frozenset(
    {
        *("variant", "record", "dataset", "preprocessing", "model", "initializer", "optimizer", "schedule"),
        *("role", "outcome", "metric", "unit", "layer", "kind", "output_shape", "check", "quantity", "probe"),
    }
)


def settings_of(variant: Variant) -> Row:
    """Return the columns with which every row of a variant begins."""
    spec = variant.spec
    return {
        "variant": variant.label,
        "record": variant.record,
        "dataset": spec.dataset,
        "preprocessing": spec.preprocessing.label,
        "model": spec.model.label,
        "initializer": spec.initializer.label,
        "optimizer": spec.optimizer.label,
        "learning_rate": spec.learning_rate,
        "schedule": spec.schedule.label,
        "batch_size": spec.batch_size,
    }


def body_of(results: StudyResults, variant: Variant) -> TrainingBody:
    """Return what training the variant gave; TypeError where its record is one of a check, which no plan makes."""
    body = results.records[variant.record].body
    if not isinstance(body, TrainingBody):
        raise TypeError(f"{variant.record}: the record of a check cannot stand for a variant")
    return body


def runs_of(results: StudyResults) -> Iterator[tuple[Variant, Run]]:
    """Yield every run with its variant: variants in the order of the plan, then seeds in order, whatever their role."""
    for variant in results.study.variants:
        for run in sorted(body_of(results, variant).runs, key=lambda each: each.seed):
            yield variant, run


def reported_runs(results: StudyResults) -> Iterator[tuple[Variant, Run]]:
    """Yield the runs that the report is about, those that chose nothing, in the order of `runs_of`."""
    return ((variant, run) for variant, run in runs_of(results) if run.role == "report")


def frame(rows: Iterable[Row]) -> pd.DataFrame:
    """Return the rows as a table; values that are missing, None, become NaN."""
    table = pd.DataFrame(list(rows))
    numbers = [column for column in table.columns if table[column].dtype == object]
    return table.astype(dict.fromkeys(numbers, float))


def percent(fraction: float | None) -> float | None:
    """Return a fraction of 1 in percent, a missing one still missing."""
    return None if fraction is None else 100 * fraction
