"""The sections of the studies: question, method, figures, verdicts and exact checks."""

import csv
import gzip
import io
import math
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from groundwork.core.findings import Verdict, VerdictWord
from groundwork.core.formatting import count
from groundwork.planning.plan import StudyPlan
from groundwork.report import wording
from groundwork.report.content import StudyText
from groundwork.report.figure_findings import decided_claim, finding_text
from groundwork.report.inline_figures import inline_svg
from groundwork.report.inputs import Figure, ReportInput
from groundwork.report.prose import to_html
from groundwork.report.references import (
    References,
    check_anchor,
    claims_anchor,
    figure_anchor,
    results_anchor,
    study_anchor,
    study_title,
)
from groundwork.report.study_results import study_grids
from groundwork.report.svg_shortening import DrawingStyles
from groundwork.report.tallies import Tally, tally

FILE = "studies.yaml"
MAX_DATA = 8_000  # characters of a figure's data, which the page also has as a drawing
LONG_DECIMAL = re.compile(r"-?\d+\.\d{3,}(e[-+]?\d+)?")


@dataclass(frozen=True)
class FigureView:
    """A figure with its finding, its caption and a self-contained link to its data.

    `finding` is what this run decided of the claims that the figure shows, `claim` the line on it; both may be empty.
    """

    anchor: str
    finding: str
    claim: Markup
    title: str
    how_to_read: str
    drawing: Markup
    data_link: str
    data_label: str
    data_name: str
    made_by: str


@dataclass(frozen=True)
class CheckView:
    """An exact check with its result; its numbers and code are on the page of provenance."""

    anchor: str
    sentence: str
    outcome: str
    css_class: str


@dataclass(frozen=True)
class StudyView:
    """A study's section; its prose is empty if there is none in studies.yaml.

    `tables` are the anchors and titles of its tables, which are on the page of provenance.
    """

    anchor: str
    title: str
    size: str
    tallies: tuple[Tally, ...]
    question: Markup
    done: Markup
    practice: Markup
    comparison: Markup
    claims_anchor: str
    protocol: str
    verdicts: tuple[Markup, ...]
    figures: tuple[FigureView, ...]
    tables: tuple[tuple[str, str], ...]
    checks: tuple[CheckView, ...]


def study_sections(site: ReportInput, styles: DrawingStyles) -> tuple[StudyView, ...]:
    """Return the sections in the order of params.yaml; adds the styles of their figures to those of the page."""
    texts = {text.study: text for text in site.content.studies}
    return tuple(_section(study, texts.get(name), site, styles) for name, study in site.plan.studies.items())


def _section(study: StudyPlan, text: StudyText | None, site: ReportInput, styles: DrawingStyles) -> StudyView:
    references = References(site)
    tables = site.tables.get(study.name, {})
    claims = [verdict for verdict in site.verdicts.values() if verdict.study == study.name]
    protocol = _shared_protocol(claims)
    return StudyView(
        anchor=study_anchor(study.name),
        title=study_title(study.name, site),
        size=_size(study),
        tallies=tally(claims),
        **{field: _prose(text, field, references) for field in ("question", "done", "practice", "comparison")},
        claims_anchor=claims_anchor(study.name),
        protocol=protocol,
        verdicts=tuple(references.claim_line(claim.claim, FILE, protocol) for claim in claims),
        figures=tuple(_figure(figure, references, styles) for figure in site.figures.get(study.name, {}).values()),
        tables=tuple((results_anchor(study.name, title), title) for title, _ in study_grids(study, site)),
        checks=tuple(_check(study.name, check, site) for check in study.checks if "checks" in tables),
    )


def _shared_protocol(claims: Sequence[Verdict]) -> str:
    """Return the protocol if several claims share it; claims with exact checks do not count."""
    protocols = [claim.protocol for claim in claims if not claim.is_exact]
    return protocols[0] if len(protocols) > 1 and len(set(protocols)) == 1 else ""


def _prose(text: StudyText | None, field: str, references: References) -> Markup:
    if text is None or not getattr(text, field):
        return Markup("")
    return to_html(getattr(text, field), f"{FILE}: {text.study}.{field}", references.resolve)


def _size(study: StudyPlan) -> str:
    seeds = sorted({len(variant.spec.seeds) for variant in study.variants})
    parts = [count(len(study.variants), "variant")] if study.variants else []
    fewest = f"{seeds[0]} to " if len(seeds) > 1 else ""
    parts += [f"{fewest}{count(seeds[-1], 'seed')} each"] if seeds else []
    parts += [count(len(study.measurements), "measurement")] if study.measurements else []
    parts += [count(len(study.checks), "exact check")] if study.checks else []
    return ", ".join(parts)


def _figure(figure: Figure, references: References, styles: DrawingStyles) -> FigureView:
    site = references.site
    data, stride = thinned(figure.csv)
    decided = decided_claim(figure, site)
    return FigureView(
        anchor=figure_anchor(figure.study, figure.name),
        finding=finding_text(decided) if decided else "",
        claim=references.scope_line(decided) if decided else Markup(""),
        title=figure.title,
        how_to_read=figure.how_to_read,
        drawing=inline_svg(figure, site.ink, f"f{_number_of(figure, site)}-", styles),
        data_link=gzip_link(data),
        data_label="Data (CSV)" if stride == 1 else f"Data (CSV, one row in {stride})",
        data_name=f"{figure.study}-{figure.name}.csv.gz",
        made_by=f"groundwork.figures: {figure.name}",
    )


def gzip_link(text: str) -> str:
    """Return a link that holds a text compressed, without the time of compression."""
    return "data:application/gzip;base64," + b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def _number_of(figure: Figure, site: ReportInput) -> int:
    """Return the place of a figure among all of the page."""
    return [(study, name) for study, figures in site.figures.items() for name in figures].index(
        (figure.study, figure.name)
    )


def thinned(text: str) -> tuple[str, int]:
    """Return a CSV text short enough for the page: without records, to five digits, every nth row; and n.

    The complete data is in results/figures.
    """
    header, *rows = csv.reader(io.StringIO(text))
    kept = [place for place, column in enumerate(header) if column != "record"]
    short = [[_five_digits(row[place]) for place in kept] for row in [header, *rows]]
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(short)
    first, *others = lines.getvalue().splitlines(keepends=True)
    stride = math.ceil(len(lines.getvalue()) / MAX_DATA)
    return first + "".join(others[::stride]), stride


def _five_digits(cell: str) -> str:
    return f"{float(cell):.5g}" if LONG_DECIMAL.fullmatch(cell) else cell


def _check(study: str, check: str, site: ReportInput) -> CheckView:
    rows = site.tables[study]["checks"].rows
    holds = all(row["holds"] == "True" for row in rows if row["check"] == check)
    outcome = VerdictWord.SUPPORTED if holds else VerdictWord.CONTRADICTED
    return CheckView(
        anchor=check_anchor(study, check),
        sentence=site.checks[check].sentence,
        outcome="holds" if holds else "does not hold",
        css_class=wording.css_class(outcome),
    )
