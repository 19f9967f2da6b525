"""Renders and writes results/timings.html."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from groundwork.core.formatting import percent
from groundwork.pages.rendering import fill, read_templates, write_page
from groundwork.pages.templates import content_folder
from groundwork.planning.plan import Plan
from groundwork.records.costs import Timing
from groundwork.running.keys import timings_of
from groundwork.timing.laps import Laps, read_laps
from groundwork.timing.page.claims import TimingClaim, read_timing_claims
from groundwork.timing.page.costs import read_costs, study_cost
from groundwork.timing.page.judging import judged
from groundwork.timing.page.views import view_claim, view_record, view_study, view_timing

TEMPLATE = "timings.html"


@dataclass(frozen=True)
class PageInput:
    """The input of the page: plan, timing results, record costs, claims, templates."""

    plan: Plan
    laps: Mapping[str, Laps]
    costs: Mapping[str, Timing]
    claims: Sequence[TimingClaim]
    templates: Mapping[str, str]


def write_timings_page(root: Path, source: Path, plan: Plan) -> list[Path]:
    """Write results/timings.html atomically and return its path; raises UserError if a claim is invalid."""
    page = render_timings(
        PageInput(
            plan=plan,
            laps={timing: read_laps(root, timing) for timing in timings_of(plan)},
            costs=read_costs(root),
            claims=read_timing_claims(content_folder(source) / "timing_claims.yaml"),
            templates=read_templates(source, TEMPLATE),
        )
    )
    return [write_page(root, TEMPLATE, page)]


def render_timings(site: PageInput) -> str:
    """Return the page as one self-contained HTML document."""
    confidence = site.plan.params.statistics.confidence
    studies = {name: study.records for name, study in site.plan.studies.items()}
    planned = sorted({record for records in studies.values() for record in records} & site.costs.keys())
    values = {
        "budget": site.plan.params.budget,
        "confidence": percent(confidence),
        "machines": list(
            dict.fromkeys(found.machine.model_copy(update={"load": None}) for found in site.laps.values())
        ),
        "claims": [view_claim(*each) for each in judged(site.claims, site.laps, confidence)],
        "timings": [view_timing(found, confidence) for found in site.laps.values()],
        "studies": [view_study(study_cost(name, records, site.costs)) for name, records in studies.items()],
        "records": [view_record(site.costs[name]) for name in planned],
    }
    return fill(site.templates, TEMPLATE, values)
