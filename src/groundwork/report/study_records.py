"""How many records each study rests on."""

from collections import Counter
from dataclasses import dataclass

from groundwork.core.formatting import words
from groundwork.planning.plan import Plan, StudyPlan
from groundwork.report.references import study_anchor


@dataclass(frozen=True)
class StudyRecords:
    """A study's records: how many there are of each kind, and how many of them another study rests on as well."""

    anchor: str
    name: str
    variants: int
    checks: int
    measurements: int
    records: int
    shared: int


def count_records(plan: Plan) -> tuple[StudyRecords, ...]:
    """Return the counts of every study, in the plan's order."""
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
