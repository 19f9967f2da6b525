"""A study's plan together with its records: what tables are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from groundwork.config.schema import Statistics
from groundwork.planning.plan import Plan, StudyPlan
from groundwork.records.files import read_record, record_path
from groundwork.records.schema import Record


@dataclass(frozen=True)
class StudyResults:
    """One study's variants and checks with the record of each, by record name."""

    study: StudyPlan
    records: Mapping[str, Record]
    statistics: Statistics


def read_study(root: Path, plan: Plan, name: str) -> StudyResults:
    """Return a study's records, only those that the plan names; UserError where one is missing or damaged."""
    study = plan.studies[name]
    records = {each: read_record(record_path(root, each)) for each in study.records}
    return StudyResults(study, records, plan.params.statistics)
