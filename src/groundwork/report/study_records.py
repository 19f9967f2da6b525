"""The number of records of each study."""

from collections import Counter
from dataclasses import dataclass

from groundwork.core.formatting import words
from groundwork.planning.plan import Plan, StudyPlan
from groundwork.report.references import study_anchor


@dataclass(frozen=True)
class StudyRecords:
    """A study's number of records of each kind, and how many it shares with other studies."""

    anchor: str
    name: str
    variants: int
    checks: int
    measurements: int
    records: int
    shared: int


def count_records(plan: Plan) -> tuple[StudyRecords, ...]:
    """Return the counts of every study, in plan order."""
    uses = Counter(record for study in plan.studies.values() for record in study.records)
    return tuple(_counts(study, uses) for study in plan.studies.values())


def _counts(study: StudyPlan, uses: Counter[str]) -> StudyRecords:
    return StudyRecords(
        anchor=study_anchor(study.name),
        name=words(study.name),
        variants=len(study.variants),
        checks=len(study.checks),
        measurements=len(study.measurements),
        records=len(study.records),
        shared=sum(uses[record] > 1 for record in study.records),
    )
