"""Writes results/changes.html."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from groundwork.changes.against_reference import against_reference
from groundwork.changes.comparing import Changes, compare
from groundwork.changes.history import Earlier, earlier, store
from groundwork.changes.state import present_state, state_text
from groundwork.changes.views import view_against_reference, view_changes
from groundwork.core.errors import UserError
from groundwork.core.formatting import count
from groundwork.pages.rendering import fill, read_templates, write_page
from groundwork.planning.plan import Plan
from groundwork.reference.files import Reference, read_reference

TEMPLATE = "changes.html"


@dataclass(frozen=True)
class Written:
    """The paths of the written files and a one-line summary."""

    paths: tuple[Path, ...]
    summary: str


def write_changes_page(root: Path, source: Path, plan: Plan) -> Written:
    """Write results/changes.html, which compares with the previous state and the reference, and store this state.

    Idempotent: if killed halfway, the next call writes the same page. Raises UserError if facts or verdicts are
    missing or damaged.
    """
    results = root / "results"
    present = state_text(plan.params, _text(results / "facts.csv"), _text(results / "verdicts.csv"))
    found = earlier(root, present)
    page, summary = render_changes(plan, present, found, read_reference(source), read_templates(source, TEMPLATE))
    paths = (write_page(root, TEMPLATE, page), store(root, present))
    return Written(paths, "; ".join([f"results/{TEMPLATE}: {summary}", *found.refusals]))


def render_changes(
    plan: Plan, present: str, found: Earlier, reference: Reference | None, templates: Mapping[str, str]
) -> tuple[str, str]:
    """Return the page as one self-contained HTML document, and a short summary of it."""
    after = present_state(present)
    changes = compare(found.state, after) if found.state else None
    report, against = plan.params.report, against_reference(reference, after.verdicts)
    values = {
        "title": report.title,
        "changes": view_changes(changes, found.state, after, report.decimals) if changes and found.state else None,
        "are_none": changes is not None and changes.are_none,
        "against": view_against_reference(against, after.confidence, report.decimals) if against else None,
        "refusals": found.refusals,
    }
    return fill(templates, TEMPLATE, values), _summary(changes)


def _summary(changes: Changes | None) -> str:
    if changes is None:
        return "no earlier report to compare with"
    if changes.are_none:
        return "the same as the earlier report"
    parts = (len(changes.verdicts), "verdict"), (len(changes.facts), "fact"), (len(changes.params), "parameter")
    return ", ".join(count(*part) for part in parts) + " changed since the earlier report"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"{path}: no such file; run `snakemake --cores 4` to make it again") from None
