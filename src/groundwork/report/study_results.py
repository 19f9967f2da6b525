"""The results of the studies: their tables, and the numbers and code of their exact checks."""

from dataclasses import dataclass

from markupsafe import Markup

from groundwork.core.formatting import words
from groundwork.planning.plan import StudyPlan
from groundwork.report.check_code import highlighted
from groundwork.report.grids import Grid, checks_grid, layers_grid, measurement_grid, summary_grid
from groundwork.report.inputs import ReportInput
from groundwork.report.references import check_anchor, results_anchor, study_anchor, study_title


@dataclass(frozen=True)
class TableView:
    """A table of a study."""

    anchor: str
    title: str
    grid: Grid


@dataclass(frozen=True)
class CheckResults:
    """The numbers of an exact check and its code, which runs on its own."""

    anchor: str
    name: str
    sentence: str
    numbers: Grid
    code: Markup


@dataclass(frozen=True)
class StudyResults:
    """A study's tables and exact checks; `study` is the anchor of its section on the report."""

    anchor: str
    study: str
    title: str
    tables: tuple[TableView, ...]
    checks: tuple[CheckResults, ...]


def study_results(site: ReportInput) -> tuple[StudyResults, ...]:
    """Return the results of every study that has any, in the order of params.yaml."""
    found = (_results(study, site) for study in site.plan.studies.values())
    return tuple(results for results in found if results.tables or results.checks)


def study_grids(study: StudyPlan, site: ReportInput) -> tuple[tuple[str, Grid], ...]:
    """Return a study's tables with their titles: of its variants, of each measurement, and of its networks' layers."""
    tables, params = site.tables.get(study.name, {}), site.plan.params
    confidence, decimals = params.statistics.confidence, params.report.decimals
    grids = []
    if "summary" in tables:
        grids.append(("Results of every variant", summary_grid(tables["summary"], confidence, decimals)))
    for label, record in study.measurements.items():
        mine = (fact for fact in site.facts.values() if fact.records == (record,))
        facts = [fact for fact in mine if fact.name.startswith(f"{study.name}.")]
        grids.append((f"Measured: {words(label)}", measurement_grid(facts, study.name, label, decimals)))
    if "layers" in tables:
        grids.append(("Networks by layer", layers_grid(tables["layers"])))
    return tuple(grids)


def _results(study: StudyPlan, site: ReportInput) -> StudyResults:
    grids = study_grids(study, site)
    checks = study.checks if "checks" in site.tables.get(study.name, {}) else ()
    return StudyResults(
        anchor=results_anchor(study.name),
        study=study_anchor(study.name),
        title=study_title(study.name, site),
        tables=tuple(TableView(results_anchor(study.name, title), title, grid) for title, grid in grids),
        checks=tuple(_check(study.name, check, site) for check in checks),
    )


def _check(study: str, check: str, site: ReportInput) -> CheckResults:
    return CheckResults(
        anchor=check_anchor(study, check),
        name=words(check),
        sentence=site.checks[check].sentence,
        numbers=checks_grid(site.tables[study]["checks"], check),
        code=highlighted(site.checks[check].source),
    )
