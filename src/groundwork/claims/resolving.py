"""Resolves selectors to the sides of a claim."""

from collections.abc import Mapping

import pandas as pd

from groundwork.claims.schema import Comparison
from groundwork.claims.selectors import (
    AT,
    CASE,
    CONSTANT,
    FUNCTION,
    LARGEST,
    LAST,
    MEASUREMENT_KEY,
    METRIC,
    RATE,
    SETTINGS_IN_NUMBERS,
    SMALLEST,
    STUDY,
    TUNED,
    Selector,
    is_constant,
    is_measurement,
    selector_text,
)
from groundwork.claims.sides import ConstantSide, MeasurementSide, NotEvaluatedError, Side, Tables, VariantSide
from groundwork.config.names import value_text
from groundwork.config.suggestions import suggestion
from groundwork.tables.shared.choices import tuned

PRECISION = 1e-6
ALL_RUNS = "runs at their ends"  # beside `runs` as if they had ended earlier; what is smallest or largest is so in all


def resolve(
    name: str, claim: Comparison, tables: Tables, base_datasets: Mapping[str, str], metric: str | None = None
) -> Side:
    """Return a side of a claim; raises NotEvaluatedError if this run does not have it.

    A selector's `study` overrides the claim's, `metric` that of both. `base_datasets` has the dataset of each study's
    measurements.
    """
    selector, metric = claim.sides[name], metric or claim.metric_of(name)
    study = str(selector.get(STUDY, claim.study))
    if is_constant(selector):
        return ConstantSide(float(str(selector[CONSTANT])))
    if is_measurement(selector):
        rows = measured_rows(name, study, selector, metric, tables)
        values = {int(seed): float(value) for seed, value in zip(rows["seed"], rows["value"], strict=True)}
        at = None if rows[AT].isna().any() else float(rows[AT].iloc[0])
        return MeasurementSide(selector, values, list(rows["record"].unique()), base_datasets.get(study, ""), at)
    return resolve_variants(name, study, selector, tables)


def resolve_variants(name: str, study: str, selector: Selector, tables: Tables) -> VariantSide:
    """Return the variants with the selected settings.

    Raises NotEvaluatedError if there are none, or if one of them has no reported seeds. `smallest` and `largest` are
    looked up among the variants that match the rest. Then `tuned` selects the learning rate that is best over the
    tuning seeds, by the task's first metric on validation.
    """
    if "runs" not in tables.get(study, {}):
        raise NotEvaluatedError(f"params.yaml has no study '{study}' that trains{suggestion(study, tables)}")
    runs = tables[study]["runs"]
    found = matching(runs, selector, tables[study].get(ALL_RUNS, runs))
    if found.empty:
        missing = f"{name} side: no variant of study '{study}' has {selector_text(selector)}"
        raise NotEvaluatedError(f"{missing}; the grid was changed, or this budget has another one")
    choice = None
    if selector.get(RATE) == TUNED:
        choice = tuned(found)
        if choice is None:
            raise NotEvaluatedError(
                f"{name} side: no two tuning seeds in study '{study}' chose a rate for {selector_text(selector)}"
            )
        found = found[found["record"] == choice.record]
    reported = found[found["role"] == "report"]
    unreported = found.loc[~found["record"].isin(reported["record"]), "learning_rate"].drop_duplicates()
    if len(unreported):
        rates = ", ".join(value_text(float(rate)) for rate in sorted(unreported))
        lists = f"reported_learning_rates of study '{study}' leaves out"
        raise NotEvaluatedError(f"{name} side: no reported seed trained at {rates}, which {lists}")
    return VariantSide(name, study, selector, tables[study], reported, choice)


def matching(runs: pd.DataFrame, selector: Selector, all_runs: pd.DataFrame) -> pd.DataFrame:
    """Return the runs with the selected settings, where the smallest and the largest are those among all runs."""
    found = runs[_matches(runs, selector)]
    for key, wanted in selector.items():
        if key in SETTINGS_IN_NUMBERS and wanted in {SMALLEST, LARGEST}:
            all_runs = all_runs[_matches(all_runs, selector)]
            end = all_runs[key].min() if wanted == SMALLEST else all_runs[key].max()
            found, all_runs = found[_is_near(found[key], end)], all_runs[_is_near(all_runs[key], end)]
    return found


def measured_rows(name: str, study: str, selector: Selector, metric: str, tables: Tables) -> pd.DataFrame:
    """Return the selected rows of `measurements`, one per seed; raises NotEvaluatedError if there are none or several.

    A measurement's name without settings matches it with any settings. Without `case`, the measurement must have only
    one case; without `at`, the value must have no place.
    """
    rows = tables.get(study, {}).get("measurements", pd.DataFrame({MEASUREMENT_KEY: [], FUNCTION: [], METRIC: []}))
    wanted = str(selector[MEASUREMENT_KEY])
    rows = rows[(rows[MEASUREMENT_KEY] == wanted) | (rows[FUNCTION] == wanted)]
    if rows.empty:
        raise NotEvaluatedError(f"params.yaml: studies.{study}.measurements does not list '{wanted}'")
    rows = _one(rows, MEASUREMENT_KEY, f"{name} side: study '{study}' measures '{wanted}' several times")
    place = f"{name} side: {MEASUREMENT_KEY} '{wanted}' has"
    rows = _narrowed(rows, METRIC, metric, place)
    rows = _narrowed(rows, CASE, selector[CASE], place) if CASE in selector else rows
    rows = _one(rows, CASE, f"{place} {metric} of several cases")
    return _at(rows, selector, f"{place} {metric}")


def _one(rows: pd.DataFrame, column: str, problem: str) -> pd.DataFrame:
    found = list(dict.fromkeys(map(str, rows[column])))
    if len(found) > 1:
        raise NotEvaluatedError(f"{problem}, where a comparison needs one ({', '.join(found)})")
    return rows


def _narrowed(rows: pd.DataFrame, column: str, wanted: object, place: str) -> pd.DataFrame:
    found = rows[rows[column] == wanted]
    if found.empty:
        raise NotEvaluatedError(f"{place} no {column} '{wanted}'{suggestion(wanted, set(map(str, rows[column])))}")
    return found


def _at(rows: pd.DataFrame, selector: Selector, place: str) -> pd.DataFrame:
    """Return the rows at the selected place."""
    places = rows[AT].astype(float)
    wanted = selector.get(AT)
    if wanted is None:
        found = rows[places.isna()]
    else:
        number = places.max() if wanted == LAST else float(wanted)
        found = rows[_is_near(places, number)]
    if found.empty:
        known = ", ".join(value_text(float(each)) for each in sorted(places.dropna().unique())) or "no place"
        wanted_at = "without a place" if wanted is None else f"at {value_text(wanted)}"
        raise NotEvaluatedError(f"{place} not {wanted_at}; at: last, or one of these: {known}")
    return found


def _matches(runs: pd.DataFrame, selector: Selector) -> "pd.Series[bool]":
    matches = pd.Series(True, index=runs.index)
    for key, wanted in selector.items():
        if key not in {STUDY, METRIC} and not _is_relative(key, wanted):
            cells = runs[key] if key in runs else pd.Series(float("nan"), index=runs.index)
            matches &= _has(cells, wanted)
    return matches


def _is_relative(key: str, wanted: object) -> bool:
    """Return whether a value is selected relative to other variants."""
    return key in SETTINGS_IN_NUMBERS and wanted in {SMALLEST, LARGEST, TUNED}


def _has(cells: "pd.Series[float]", wanted: str | float | None) -> "pd.Series[bool]":
    if wanted is None:
        return cells.isna() | (cells == "")
    return cells == wanted if isinstance(wanted, str) else _is_near(cells, wanted)


def _is_near(cells: "pd.Series[float]", wanted: float) -> "pd.Series[bool]":
    """Compare numbers to the seven digits of a CSV file; an empty cell never matches."""
    return (cells.astype(float) - wanted).abs() <= PRECISION * abs(wanted)
