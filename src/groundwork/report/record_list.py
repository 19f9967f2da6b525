"""The list of records: use, settings, seeds and results."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from groundwork.core.formatting import DASH, NBSP, quantity, words
from groundwork.core.metrics import METRICS, TASK_METRICS, first_metric
from groundwork.planning.plan import PlannedRecord, StudyPlan
from groundwork.report.inputs import ReportInput, record_of
from groundwork.report.references import record_anchor
from groundwork.report.spec_columns import SettingsView, view_settings

Row = Mapping[str, str]
Rows = Mapping[str, Sequence[Row]]
RESULTS = dict.fromkeys(
    [*("test_accuracy_percent", "root_mean_squared_error"), *(first_metric(task, "test").name for task in TASK_METRICS)]
)
"""The result shown for a record: the first of these that it has."""


@dataclass(frozen=True)
class RecordView:
    """A row of the table of records."""

    anchor: str
    name: str
    made_for: str
    seeds: str
    tuning_seeds: str
    outcome: str
    result: str
    settings: SettingsView
    source: str


def view_records(site: ReportInput) -> tuple[RecordView, ...]:
    """Return every record of the plan; a dash where something does not apply."""
    runs, checks = _by_record(site, "runs"), _by_record(site, "checks")
    uses = _uses(site.plan.studies.values())
    settings = view_settings(site.plan.records.values()).views
    decimals = site.plan.params.report.decimals
    return tuple(
        _view(record, settings[record.name], uses[record.name], runs, checks, decimals)
        for record in site.plan.records.values()
    )


def _by_record(site: ReportInput, table: str) -> Rows:
    """Return the rows of one table by record, from the first study that has the record."""
    found: dict[str, Sequence[Row]] = {}
    for tables in site.tables.values():
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in tables[table].rows if table in tables else ():
            rows[record_of(row)].append(row)
        found = rows | found
    return found


def _uses(studies: Iterable[StudyPlan]) -> dict[str, list[str]]:
    """Return the variants, checks and measurements that use each record."""
    uses: dict[str, list[str]] = defaultdict(list)
    for study in studies:
        for variant in study.variants:
            for record in variant.records:
                uses[record].append(f"{study.name}: {variant.label}" if variant.label else study.name)
        for label, record in (study.checks | study.measurements).items():
            uses[record].append(f"{study.name}: {words(label)}")
    return uses


def _view(
    record: PlannedRecord, settings: SettingsView, uses: Sequence[str], runs: Rows, checks: Rows, decimals: int
) -> RecordView:
    spec, mine = record.spec, runs.get(record.name, ())
    tuning_seeds = spec.tuning_seeds if spec.kind == "training" else ()
    return RecordView(
        anchor=record_anchor(record.name),
        name=record.name,
        made_for="; ".join(uses),
        seeds=_joined(_seeds(record)),
        tuning_seeds=_joined(tuning_seeds),
        outcome=_check_outcome(checks.get(record.name, ())) if spec.kind == "check" else _outcome(mine),
        result=_result(mine, decimals),
        settings=settings,
        source=str(record.identity["training_source"]),
    )


def _seeds(record: PlannedRecord) -> tuple[int, ...]:
    return record.spec.data.seeds if record.spec.data else ()


def _joined(seeds: Sequence[int]) -> str:
    """Return seeds as text, with three or more consecutive ones as a range."""
    is_range = len(seeds) > 2 and list(seeds) == list(range(seeds[0], seeds[0] + len(seeds)))
    return (f"{seeds[0]} to {seeds[-1]}" if is_range else ", ".join(map(str, seeds))) or DASH


def _outcome(rows: Sequence[Row]) -> str:
    diverged = [f"seed {row['seed']} {row['outcome']}" for row in rows if row["outcome"] != "finished"]
    return "; ".join(diverged) or ("finished" if rows else DASH)


def _check_outcome(rows: Sequence[Row]) -> str:
    if not rows:
        return DASH
    return "holds" if all(row["holds"] == "True" for row in rows) else "does not hold"


def _result(rows: Sequence[Row], decimals: int) -> str:
    for metric in RESULTS:
        values = [float(text) for row in rows if row["role"] == "report" and (text := row.get(metric, ""))]
        if values:
            unit = METRICS[metric].unit
            unit_text = f"{unit} off" if metric == "root_mean_squared_error" else unit
            return f"{quantity(fmean(values), unit_text, decimals)} (n{NBSP}={NBSP}{len(values)})"
    return DASH
