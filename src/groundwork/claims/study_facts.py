"""The facts of a study that do not depend on a claim: counts, best learning rates, ends of the grid, variants."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from groundwork.claims.claim_facts import mean_on_scale
from groundwork.claims.derived_metrics import recommended_learning_rate
from groundwork.claims.facts import fact_from_interval, fact_from_values, missing_fact
from groundwork.claims.resolving import resolve_variants
from groundwork.claims.sides import NotEvaluatedError, Tables
from groundwork.core.findings import Fact
from groundwork.core.metrics import RUN_METRICS, is_of_task
from groundwork.tables.shared.choices import tuned
from groundwork.tables.shared.metrics import unit_under
from groundwork.tables.shared.rows import component_of

ACCURACY = "test_accuracy_percent"
CLASSES = 10
LEARNED_POINTS = 10
CLASSIFICATION = "classification"
NOT_REPORTED = "the reported seeds do not train all variants at this learning rate"
ORDER = (
    *reversed([name for name, metric in RUN_METRICS.items() if metric.counted]),
    *(name for name, metric in RUN_METRICS.items() if not metric.counted),
)
"""The order of metrics in facts: counts of the network, counts of runs, others."""


@dataclass(frozen=True)
class StudyTables:
    """A study's name and tables; `runs` has each run once, and is empty if params.yaml does not have the study."""

    name: str
    runs: pd.DataFrame
    classes: int
    confidence: float


def study_tables(name: str, tables: Tables, confidence: float) -> StudyTables:
    """Return a study's tables, if they exist; variants that share a record share its runs and facts."""
    found = tables.get(name, {})
    runs = found.get("runs", pd.DataFrame({"record": [], "seed": []})).drop_duplicates(["record", "seed"])
    confusion = found.get("confusion")
    classes = CLASSES if confusion is None or confusion.empty else int(confusion["label"].max()) + 1
    return StudyTables(name, runs, classes, confidence)


def counts(study: StudyTables) -> Iterator[Fact]:
    """Yield the number of records, runs and diverged runs, and most training images and steps of a reported run.

    Zero if the study does not train.
    """
    runs = study.runs
    records = _records_of_any_seed(runs)
    diverged = 0 if runs.empty else int((runs["outcome"] != "finished").sum())
    values = {"records": len(records), "runs": len(runs), "diverged_runs": diverged}
    for what, value in values.items():
        yield Fact(f"{study.name}.{what}", value, what.replace("_", " "), records=tuple(records))
    reported = _reported(runs)
    for column, unit in (("train_images", "images"), ("steps", "steps")):
        most = 0.0 if reported.empty else float(reported[column].max())
        yield Fact(f"{study.name}.most_{column}", most, unit, records=tuple(records))


def best_rate(study: StudyTables) -> Iterator[Fact]:
    """Yield the tuned learning rate of a study that varies it, and its test accuracy."""
    yield from _best(study, study.name, study.runs)


def best_rate_of_optimizer(study: StudyTables, optimizer: str) -> Iterator[Fact]:
    """Yield the same for one optimizer's variants."""
    runs = study.runs if study.runs.empty else study.runs[study.runs["optimizer"] == optimizer]
    yield from _best(study, f"{study.name}.{optimizer}", runs)


def grid_ends(study: StudyTables) -> Iterator[Fact]:
    """Yield the highest and lowest learning rates, with their test accuracy and percentage of failed seeds.

    A seed failed if it diverged or ended less than ten points above the accuracy of guessing.
    """
    for end, choose in (("highest", max), ("lowest", min)):
        yield from _end(study, f"{study.name}.{end}_learning_rate", choose)


def suggested_rate(name: str, tables: Tables, confidence: float) -> Iterator[Fact]:
    """Yield the learning rate suggested by a study's range test: geometric mean over the seeds, std as a factor."""
    fact_name = f"{name}.suggested_learning_rate"
    try:
        side = resolve_variants("range test", name, {}, tables)
        found = recommended_learning_rate(side)
    except NotEvaluatedError as reason:
        yield missing_fact(fact_name, "", str(reason))
        return
    values = [value for value in found.values.values() if math.isfinite(value)]
    if found.lower_bounds or not values:
        yield missing_fact(
            fact_name, "", "the loss of some seed was still falling at the end of the ramp, or never finite"
        )
    else:
        yield fact_from_interval(fact_name, "", mean_on_scale(values, "ratio", confidence), confidence, side.records)


def variants(study: StudyTables) -> Iterator[Fact]:
    """Yield every metric of each variant over the reported seeds, named by the variant's label.

    A label shared by several variants is followed by the record; a study's only variant has no label. Metrics of other
    tasks, such as regression errors, have facts only if a run has a value.
    """
    runs = _reported(study.runs)
    metrics = [metric for metric in ORDER if _has_facts(metric, runs)]
    prefixes = _prefixes(study.name, runs)
    for record, mine in runs.groupby("record", sort=False) if prefixes else []:
        loss, values = component_of(mine["components"].iloc[0], "loss"), mine[metrics].to_numpy(dtype=float)
        for index, metric in enumerate(metrics):
            name, unit = f"{prefixes[str(record)]}.{metric}", unit_under(loss, metric)
            yield _of_metric(name, metric, unit, values[:, index], study.confidence, str(record))


def _has_facts(metric: str, runs: pd.DataFrame) -> bool:
    expected = is_of_task(metric, CLASSIFICATION) and not RUN_METRICS[metric].two_classes
    return expected or (metric in runs and bool(runs[metric].notna().any()))


def _of_metric(name: str, metric: str, unit: str, values: NDArray[np.float64], confidence: float, record: str) -> Fact:
    """Return the fact of a metric; a count that is the same for all seeds has no interval."""
    if RUN_METRICS[metric].counted and (values == values[0]).all():
        return Fact(name, float(values[0]), unit, records=(record,))
    return fact_from_values(name, unit, values, confidence, [record])


def _prefixes(study: str, runs: pd.DataFrame) -> dict[str, str]:
    """Return the first part of the facts' names by record; a study's only variant has no label."""
    firsts = runs.drop_duplicates("record") if not runs.empty else pd.DataFrame({"record": [], "variant": []})
    labels = {
        str(record): label if isinstance(label, str) else ""
        for record, label in zip(firsts["record"], firsts["variant"], strict=True)
    }
    taken = list(labels.values())
    named = {each: f"{label} ({each})" if taken.count(label) > 1 else label for each, label in labels.items()}
    return {record: f"{study}.{label}" if label else study for record, label in named.items()}


def _best(study: StudyTables, prefix: str, runs: pd.DataFrame) -> Iterator[Fact]:
    names = (f"{prefix}.best_learning_rate", f"{prefix}.best_learning_rate.{ACCURACY}")
    choice = tuned(runs) if _varies(runs) else None
    if choice is None:
        yield from (
            missing_fact(name, unit, _no_choice(study, runs)) for name, unit in zip(names, ("", "%"), strict=True)
        )
        return
    yield Fact(names[0], choice.learning_rate, records=choice.records)
    reported = _reported(runs)
    accuracies = reported.loc[reported["record"] == choice.record, ACCURACY]
    yield fact_from_values(names[1], "%", accuracies, study.confidence, [choice.record])


def _end(study: StudyTables, prefix: str, choose: Callable[..., float]) -> Iterator[Fact]:
    names = {"": "", f".{ACCURACY}": "%", ".failed_seeds_percent": "%"}
    if not _varies(study.runs):
        yield from (missing_fact(prefix + name, unit, _no_choice(study, study.runs)) for name, unit in names.items())
        return
    rate = choose(study.runs["learning_rate"].dropna())  # estimators have none
    tried = study.runs[study.runs["learning_rate"] == rate]
    runs = _reported(tried)
    records = _records(runs)
    if set(tried["record"]) - set(records):
        yield Fact(prefix, float(rate), records=tuple(_records_of_any_seed(tried)))
        yield from (missing_fact(prefix + name, unit, NOT_REPORTED) for name, unit in names.items() if name)
        return
    failed = (runs["outcome"] != "finished") | (runs[ACCURACY] < 100 / study.classes + LEARNED_POINTS)
    yield Fact(prefix, float(rate), records=tuple(records))
    yield fact_from_values(f"{prefix}.{ACCURACY}", "%", runs[ACCURACY], study.confidence, records)
    yield Fact(f"{prefix}.failed_seeds_percent", 100 * float(failed.mean()), "%", len(runs), records=tuple(records))


def _varies(runs: pd.DataFrame) -> bool:
    return "learning_rate" in runs and runs["learning_rate"].nunique() > 1


def _no_choice(study: StudyTables, runs: pd.DataFrame) -> str:
    if study.runs.empty:
        return f"params.yaml has no study '{study.name}' that trains"
    if runs.empty:
        return f"no variant of study '{study.name}' has this optimizer"
    return "fewer than two tuning seeds" if _varies(runs) else "only one learning rate was tried"


def _records(runs: pd.DataFrame) -> list[str]:
    return [] if runs.empty else [str(each) for each in runs["record"].drop_duplicates()]


def _records_of_any_seed(runs: pd.DataFrame) -> list[str]:
    """Return the records of reported and tuning seeds."""
    if runs.empty:
        return []
    of_tuning = (runs["role"] == "tuning") & (runs["tuning_record"] != "")
    return [str(each) for each in runs["record"].mask(of_tuning, runs["tuning_record"]).drop_duplicates()]


def _reported(runs: pd.DataFrame) -> pd.DataFrame:
    return runs if runs.empty else runs[runs["role"] == "report"]
