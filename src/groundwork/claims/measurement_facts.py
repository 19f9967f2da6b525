"""The facts of a study's measurements."""

from collections.abc import Iterator

import pandas as pd

from groundwork.claims.facts import fact_from_values
from groundwork.claims.selectors import AT, CASE, FUNCTION, LAST, MEASUREMENT_KEY, METRIC
from groundwork.claims.sides import Tables, is_empty
from groundwork.core.findings import Fact
from groundwork.core.metrics import METRICS, unit_of


def measurements(study: str, tables: Tables, confidence: float) -> Iterator[Fact]:
    """Yield every metric of every case over the seeds, for values without a place or at the last place.

    The names are study.measurement.case.last.metric, without `case` or `last` if there is none. A measurement is named
    by its function, unless the study runs that function with several settings.
    """
    rows = tables.get(study, {}).get("measurements")
    if rows is None:
        return
    functions = dict(zip(rows[MEASUREMENT_KEY], rows[FUNCTION], strict=True))
    taken = list(functions.values())
    for keys, group in rows.groupby([MEASUREMENT_KEY, CASE, METRIC], sort=False, dropna=False):
        label, case, metric = ("" if is_empty(key) else str(key) for key in keys)
        name = functions[label] if taken.count(functions[label]) == 1 else label
        prefix = ".".join(filter(None, [study, name, case]))
        for place, found in _ends(group):
            yield _of_metric(f"{prefix}{place}.{metric}", metric, found, confidence)


def _of_metric(name: str, metric: str, rows: pd.DataFrame, confidence: float) -> Fact:
    """Return the fact of a metric; a count, the same for all seeds, has no interval."""
    values, records, unit = rows["value"], rows["record"].unique(), unit_of(metric)
    if METRICS[metric].counted and values.nunique(dropna=False) == 1:
        return Fact(name, float(values.iloc[0]), unit, records=tuple(records))
    return fact_from_values(name, unit, values, confidence, records)


def _ends(group: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    places = group[AT].astype(float)
    if places.isna().any():
        yield "", group[places.isna()]
    if places.notna().any():
        yield f".{LAST}", group[places == places.max()]
