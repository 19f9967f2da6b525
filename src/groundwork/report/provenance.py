"""Provenance: rules, data, versions, parameters, facts and records."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup
from ruamel.yaml import YAML

from groundwork.config.schema import Params
from groundwork.core.formatting import count
from groundwork.dataset.origins import ORIGINS, Origin
from groundwork.planning.plan import Plan
from groundwork.planning.specs import dataset_of
from groundwork.report.fact_list import FactView, facts_by_topic
from groundwork.report.inputs import ReportInput
from groundwork.report.record_list import RecordView, view_records
from groundwork.report.rule_drawing import draw_rules
from groundwork.report.rule_graph import Rule
from groundwork.report.spec_columns import RecordSettings, view_settings
from groundwork.report.study_records import StudyRecords, count_records


@dataclass(frozen=True)
class DatasetView:
    """A dataset of the run: its source and checksums."""

    title: str
    fallback_for: str
    license: str
    citation: str
    url: str
    digest: str
    checksums: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Provenance:
    """Everything that the results depend on."""

    params: str
    datasets: tuple[DatasetView, ...]
    versions: tuple[tuple[str, str], ...]
    devices: str
    reference: str
    facts: tuple[tuple[str, tuple[FactView, ...]], ...]
    fact_count: str
    records: tuple[RecordView, ...]
    settings: RecordSettings
    studies: tuple[StudyRecords, ...]
    rules: tuple[Rule, ...]
    graph: Markup


def trace(site: ReportInput) -> Provenance:
    """Return the provenance of everything on the page."""
    records = view_records(site)
    return Provenance(
        params=yaml_text(site.plan.params),
        datasets=tuple(_datasets(site.plan)),
        versions=tuple(site.versions.items()),
        devices=", ".join(sorted({str(record.identity["device"]) for record in site.plan.records.values()})),
        reference=reference_text(site),
        facts=tuple(facts_by_topic(site, records).items()),
        fact_count=f"{len(site.facts):,}",
        records=records,
        settings=view_settings(site.plan.records.values()),
        studies=count_records(site.plan),
        rules=site.rules,
        graph=draw_rules(site.rules) if site.rules else Markup(),
    )


def reference_text(site: ReportInput) -> str:
    """Return where the reference comes from, and how many verdicts on the page are its own; empty if there is none."""
    if site.reference is None:
        return ""
    made = site.reference.provenance
    versions = ", ".join(f"{name} {version}" for name, version in made.versions.items())
    return (
        f"The reference run was made with the budget {made.budget} from commit {made.commit[:7]} on {made.machine} "
        f"({count(made.cores, 'core')}; {versions}). Its parameters and claims are those of commit {made.frozen[:7]}. "
        f"It leads where this run is too short: in {count(len(site.reference_claims), 'verdict')} and "
        f"{count(len(site.reference_facts), 'fact')} on this page. Its own report is reference/report.html."
    )


def yaml_text(params: Params) -> str:
    """Return parameters as YAML that reads back the same."""
    yaml = YAML(typ="safe", pure=True)
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.default_flow_style = None
    yaml.width = 100
    text = io.StringIO()
    yaml.dump(params.model_dump(mode="json", exclude_defaults=True), text)
    return text.getvalue()


def _datasets(plan: Plan) -> Iterable[DatasetView]:
    used = {dataset_of(record.spec) for record in plan.records.values()}
    for each in (dataset for dataset in plan.datasets.values() if dataset.name in used):
        origin = ORIGINS[each.name]
        fallback_for = ORIGINS[each.requested].title if each.name != each.requested else ""
        checksums = tuple(_checksums(origin))
        yield DatasetView(
            origin.title, fallback_for, origin.license, origin.citation, origin.url, each.digest, checksums
        )


def _checksums(origin: Origin) -> Iterable[tuple[str, str]]:
    for file, payload in origin.files.items():
        yield file, f"md5 {payload.md5}"
    if origin.arrays_sha256:
        yield "its arrays", f"sha256 {origin.arrays_sha256}"
