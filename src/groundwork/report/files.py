"""Reads the report's input and writes the page."""

import ast
import csv
import io
from pathlib import Path

from groundwork.config.catalog import FIGURE, entries
from groundwork.core.errors import UserError
from groundwork.core.findings import facts_from_csv, horizons_from_csv, verdicts_from_csv
from groundwork.core.identity import PACKAGE, parsed
from groundwork.pages.rendering import read_templates, write_page
from groundwork.pages.templates import content_folder
from groundwork.planning.plan import Plan, StudyPlan
from groundwork.reference.files import read_reference
from groundwork.report.cards import FOLDER as CARD_FOLDER
from groundwork.report.cards import read_codes
from groundwork.report.check_code import read_checks
from groundwork.report.content import read_content
from groundwork.report.inputs import Figure, ReportInput, Table
from groundwork.report.lead import leading
from groundwork.report.page import TEMPLATE, render
from groundwork.report.provenance_page import render_provenance
from groundwork.report.pytorch_sheet import FOLDER as SHEET_FOLDER
from groundwork.report.pytorch_sheet import read_sheet
from groundwork.report.references import PROVENANCE_PAGE
from groundwork.report.rule_graph import Rule, view_rules
from groundwork.running.keys import SCRIPTS, SNAKEFILE, library_versions

TABLES = ("runs", "summary", "layers", "checks")
STYLE = PACKAGE / "figures" / "shared" / "style.py"


def write_report(root: Path, source: Path, plan: Plan) -> list[Path]:
    """Write results/report.html and results/provenance.html atomically and return their paths.

    Prose and templates are below `source`. Raises UserError if an input file is missing, or if the prose refers to
    something that does not exist.
    """
    site = read_report_input(root, source, plan)
    pages = {TEMPLATE: render(site), PROVENANCE_PAGE: render_provenance(site)}
    return [write_page(root, name, text) for name, text in pages.items()]


def read_report_input(root: Path, source: Path, plan: Plan) -> ReportInput:
    """Return the input of the report; raises UserError if a file is missing or invalid."""
    results, reference = root / "results", read_reference(source)
    verdicts = verdicts_from_csv(_text(results / "verdicts.csv"), "results/verdicts.csv")
    lead = leading(
        facts_from_csv(_text(results / "facts.csv"), "results/facts.csv"),
        verdicts,
        horizons_from_csv(_text(results / "horizons.csv"), "results/horizons.csv"),
        plan,
        reference,
    )
    return ReportInput(
        plan=plan,
        facts=lead.facts,
        verdicts=lead.verdicts,
        horizons=lead.horizons,
        own_verdicts=verdicts,
        reference=reference,
        reference_facts=lead.reference_facts,
        reference_claims=lead.reference_claims,
        tables={name: _tables(results / "tables" / name) for name in plan.studies},
        figures={name: _figures(results / "figures" / name, study) for name, study in plan.studies.items()},
        figure_names=frozenset(entries(FIGURE)),
        checks=read_checks(PACKAGE / "checks"),
        sheet=read_sheet(PACKAGE / SHEET_FOLDER),
        card_codes=read_codes(PACKAGE / CARD_FOLDER),
        content=read_content(content_folder(source)),
        templates=read_templates(source, TEMPLATE) | read_templates(source, PROVENANCE_PAGE),
        ink=ink_of(STYLE),
        versions=library_versions(),
        rules=read_rules(SNAKEFILE, SCRIPTS),
    )


def caption_of(figure: str) -> tuple[str, str]:
    """Return a figure's title and explanation: the first line and the rest of its function's docstring."""
    for node in parsed(entries(FIGURE)[figure].path).body:
        if isinstance(node, ast.FunctionDef) and node.name == figure:
            title, _, rest = (ast.get_docstring(node) or figure).partition("\n")
            return title.rstrip("."), " ".join(rest.split())
    raise LookupError(figure)


def read_rules(snakefile: Path, scripts: Path) -> tuple[Rule, ...]:
    """Return the rules of a Snakefile with the first docstring line of their scripts."""
    return view_rules(_text(snakefile), {path.stem: _text(path) for path in scripts.glob("*.py")})


def ink_of(path: Path) -> str:
    """Return the constant INK of the figures' style without importing matplotlib."""
    for node in parsed(path).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "INK":
            return str(ast.literal_eval(node.value))
    raise LookupError(f"{path} has no constant INK")


def table_from(text: str) -> Table:
    """Return the table in a CSV text."""
    reader = csv.DictReader(io.StringIO(text))
    rows = tuple(reader)
    return Table(tuple(reader.fieldnames or ()), rows)


def _tables(folder: Path) -> dict[str, Table]:
    """Return the study's tables that the page shows, if they exist."""
    paths = {name: folder / f"{name}.csv" for name in TABLES}
    return {name: table_from(_text(path)) for name, path in paths.items() if path.exists()}


def _figures(folder: Path, study: StudyPlan) -> dict[str, Figure]:
    """Return the study's figures in order, without those that have no file."""
    drawn = [name for name in study.figures if (folder / f"{name}.svg").exists()]
    return {name: _figure(folder, study.name, name) for name in drawn}


def _figure(folder: Path, study: str, name: str) -> Figure:
    title, how_to_read = caption_of(name)
    return Figure(study, name, title, how_to_read, _text(folder / f"{name}.svg"), _text(folder / f"{name}.csv"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UserError(f"{path}: no such file; run `snakemake --cores 4` to make it again") from None
