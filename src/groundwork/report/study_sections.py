"""The sections of the studies: what was asked, what was done, the figures, the numbers, the exact checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from groundwork.plan import StudyPlan
from groundwork.report import wording
from groundwork.report.check_code import highlighted
from groundwork.report.content import StudyText
from groundwork.report.grids import Grid, checks_grid, layers_grid, summary_grid
from groundwork.report.inline_figures import inline_svg
from groundwork.report.inputs import Figure, ReportInput, Table
from groundwork.report.numbers import count, words
from groundwork.report.prose import to_html
from groundwork.report.references import References, figure_anchor, study_anchor

FILE = "studies.yaml"


@dataclass(frozen=True)
class FigureView:
    """A figure with its caption and its data as a link that needs no network."""

    anchor: str
    title: str
    how_to_read: str
    drawing: Markup
    data_link: str
    data_name: str
    made_by: str


@dataclass(frozen=True)
class CheckView:
    """An exact check with its outcome, its numbers and its code."""

    name: str
    sentence: str
    outcome: str
    css_class: str
    numbers: Grid
    code: Markup


@dataclass(frozen=True)
class StudyView:
    """A study's section; prose is empty where nobody has written about the study."""

    anchor: str
    title: str
    size: str
    question: Markup
    done: Markup
    practice: Markup
    comparison: Markup
    verdicts: tuple[Markup, ...]
    figures: tuple[FigureView, ...]
    grids: tuple[tuple[str, Grid], ...]
    checks: tuple[CheckView, ...]


def study_sections(site: ReportInput) -> tuple[StudyView, ...]:
    """Return the sections in the order of params.yaml."""
    texts = {text.study: text for text in site.content.studies}
    return tuple(_section(study, texts.get(name), site) for name, study in site.plan.studies.items())


def _section(study: StudyPlan, text: StudyText | None, site: ReportInput) -> StudyView:
    references = References(site)
    tables = site.tables.get(study.name, {})
    claims = [verdict.claim for verdict in site.verdicts.values() if verdict.study == study.name]
    return StudyView(
        anchor=study_anchor(study.name),
        title=text.title if text else words(study.name).capitalize(),
        size=_size(study),
        **{field: _prose(text, field, references) for field in ("question", "done", "practice", "comparison")},
        verdicts=tuple(references.claim_line(claim, FILE) for claim in claims),
        figures=tuple(_figure(figure, site.ink) for figure in site.figures.get(study.name, {}).values()),
        grids=tuple(_grids(tables, site)),
        checks=tuple(_check(check, tables["checks"], site) for check in study.checks if "checks" in tables),
    )


def _prose(text: StudyText | None, field: str, references: References) -> Markup:
    if text is None or not getattr(text, field):
        return Markup("")
    return to_html(getattr(text, field), f"{FILE}: {text.study}.{field}", references.resolve)


def _size(study: StudyPlan) -> str:
    seeds = sorted({len(variant.spec.seeds) for variant in study.variants})
    parts = [count(len(study.variants), "variant")] if study.variants else []
    fewest = f"{seeds[0]} to " if len(seeds) > 1 else ""
    parts += [f"{fewest}{count(seeds[-1], 'seed')} each"] if seeds else []
    parts += [count(len(study.checks), "exact check")] if study.checks else []
    return ", ".join(parts)


def _figure(figure: Figure, ink: str) -> FigureView:
    return FigureView(
        anchor=figure_anchor(figure.study, figure.name),
        title=figure.title,
        how_to_read=figure.how_to_read,
        drawing=inline_svg(figure, ink),
        data_link="data:text/csv;charset=utf-8," + quote(figure.csv, safe=",.-_:/() "),
        data_name=f"{figure.study}-{figure.name}.csv",
        made_by=f"groundwork.figures: {figure.name}",
    )


def _grids(tables: Mapping[str, Table], site: ReportInput) -> list[tuple[str, Grid]]:
    params = site.plan.params
    grids = []
    if "summary" in tables:
        grid = summary_grid(tables["summary"], params.statistics.confidence, params.report.decimals)
        grids.append(("The numbers of every variant", grid))
    if "layers" in tables:
        grids.append(("The networks, layer by layer", layers_grid(tables["layers"])))
    return grids


def _check(check: str, table: Table, site: ReportInput) -> CheckView:
    holds = all(row["holds"] == "True" for row in table.rows if row["check"] == check)
    outcome = wording.SUPPORTED if holds else wording.CONTRADICTED
    code = site.checks[check]
    return CheckView(
        name=words(check),
        sentence=code.sentence,
        outcome="holds" if holds else "does not hold",
        css_class=wording.css_class(outcome),
        numbers=checks_grid(table, check),
        code=highlighted(code.source),
    )
