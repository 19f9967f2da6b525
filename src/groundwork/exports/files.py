"""Writes the exports."""

from pathlib import Path

from groundwork.core.writing import write_atomically
from groundwork.exports.cheat_sheet_page import write_cheat_sheet
from groundwork.exports.flash_cards import TEMPLATES, repack
from groundwork.exports.notes import from_memory_notes, question_notes
from groundwork.exports.preview import draw_preview
from groundwork.exports.quarto_document import TEMPLATE, quarto_document
from groundwork.pages.rendering import read_templates
from groundwork.planning.plan import Plan
from groundwork.report.about import about
from groundwork.report.files import read_report_input
from groundwork.report.inputs import ReportInput
from groundwork.report.tallies import claims_tested, tally

CARDS, DOCUMENT, PREVIEW = "interview-prep.apkg", "report.qmd", "preview.png"


def write_exports(root: Path, source: Path, plan: Plan) -> list[Path]:
    """Write the flash cards, the document, the cheat sheet and the preview to results atomically; return their paths.

    An unchanged card package stays the same; a changed one gets a newer timestamp for Anki. Raises UserError if an
    input file is missing or the prose refers to something that does not exist.
    """
    site = read_report_input(root, source, plan)
    results = root / "results"
    return [
        write_atomically(results / CARDS, _cards(source, site, _earlier(results / CARDS))),
        write_atomically(results / DOCUMENT, quarto_document(site, read_templates(source, TEMPLATE))),
        write_cheat_sheet(root, source, site),
        write_atomically(results / PREVIEW, draw_preview(about(site), tally(site.verdicts.values()))),
    ]


def _cards(source: Path, site: ReportInput, earlier: bytes | None) -> bytes:
    templates = {name: text for page in TEMPLATES for name, text in read_templates(source, page).items()}
    notes = (*question_notes(site), *from_memory_notes(site))
    claims = claims_tested(site.verdicts.values())
    description = f"Interview questions with measured answers; budget {site.plan.params.budget}, {claims}."
    return repack(earlier, notes, templates, description)


def _earlier(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
