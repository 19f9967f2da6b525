"""Chooses which networks to draw in which study."""

from collections.abc import Mapping, Sequence

from groundwork.config.proper_names import label_text
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.plan import StudyPlan
from groundwork.report.inputs import ReportInput
from groundwork.report.network_diagram import Diagram, draw_network
from groundwork.report.network_stages import Row, stages_of
from groundwork.report.references import study_anchor

MIN_NETWORKS = 2


def network_diagrams(site: ReportInput) -> dict[str, tuple[Diagram, ...]]:
    """Return diagrams by the anchor of the study that shows them.

    A study draws the first variant of each of its models if at least two of them were not drawn before.
    """
    diagrams: dict[str, tuple[Diagram, ...]] = {}
    drawn: set[str] = set()
    for study in site.plan.studies.values():
        new = {name: rows for name, rows in _networks(study, site).items() if name not in drawn}
        if len(new) >= MIN_NETWORKS:
            diagrams[study_anchor(study.name)] = tuple(draw_rows(study, rows) for rows in new.values())
            drawn |= new.keys()
    return diagrams


def draw_rows(study: StudyPlan, rows: Sequence[Row]) -> Diagram:
    """Return the diagram of the variant with these rows of the `layers` table."""
    spec = next(variant.spec for variant in study.variants if variant.record == rows[0]["record"])
    return draw_network(label_text(spec.model.label), stages_of(rows, ORIGINS[spec.dataset].shape))


def _networks(study: StudyPlan, site: ReportInput) -> Mapping[str, list[Row]]:
    """Return the layers of the first variant of each model, by model name."""
    tables = site.tables.get(study.name, {})
    layers = tables["layers"].rows if "layers" in tables else ()
    found: dict[str, list[Row]] = {}
    for variant in study.variants:
        rows = [row for row in layers if row["record"] == variant.record]
        if rows:
            found.setdefault(variant.spec.model.name, rows)
    return found
