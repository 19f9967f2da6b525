"""A study's plan with its records: the input of tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from groundwork.config.schema import Statistics
from groundwork.planning.plan import Plan, StudyPlan
from groundwork.records.files import read_record, record_path
from groundwork.records.schema import Record


@dataclass(frozen=True)
class StudyResults:
    """One study's plan with its records by name."""

    study: StudyPlan
    records: Mapping[str, Record]
    statistics: Statistics


def read_study(root: Path, plan: Plan, name: str) -> StudyResults:
    """Return a study's planned records; raises UserError if one is missing or damaged."""
    study = plan.studies[name]
    records = {each: read_record(record_path(root, each)) for each in study.records}
    return StudyResults(study, records, plan.params.statistics)
