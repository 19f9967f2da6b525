"""Where everything comes from: parameters, data, versions, facts and records."""

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from markupsafe import Markup
from ruamel.yaml import YAML

from groundwork.config.schema import Params
from groundwork.dataset.origins import ORIGINS, Origin
from groundwork.identity import canonical_json
from groundwork.plan import Plan, PlannedRecord
from groundwork.specs import Spec
from groundwork.report import wording
from groundwork.report.inputs import Fact, ReportInput
from groundwork.report.numbers import interval, percent, quantity, words
from groundwork.report.references import fact_anchor, record_anchor, record_links

Row = Mapping[str, str]


@dataclass(frozen=True)
class DatasetView:
    """A dataset in play: where it comes from and what its bytes must be."""

    title: str
    stands_for: str
    license: str
    citation: str
    url: str
    digest: str
    checksums: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FactView:
    """A row of the table of facts."""

    anchor: str
    name: str
    value: str
    n: str
    interval: str
    records: Markup


@dataclass(frozen=True)
class RecordView:
    """A row of the table of records."""

    anchor: str
    name: str
    variants: str
    seeds: str
    tuning_seeds: str
    outcome: str
    accuracy: str
    identity: str


@dataclass(frozen=True)
class Provenance:
    """Everything that the numbers rest on."""

    params: str
    datasets: tuple[DatasetView, ...]
    versions: tuple[tuple[str, str], ...]
    devices: str
    facts: tuple[tuple[str, tuple[FactView, ...]], ...]
    records: tuple[RecordView, ...]


def trace(site: ReportInput) -> Provenance:
    """Return where everything on the page comes from."""
    return Provenance(
        params=yaml_text(site.plan.params),
        datasets=tuple(_datasets(site.plan)),
        versions=tuple(site.versions.items()),
        devices=", ".join(sorted({str(record.identity["device"]) for record in site.plan.records.values()})),
        facts=tuple((topic, tuple(facts)) for topic, facts in _facts_by_topic(site).items()),
        records=tuple(_record(record, site) for record in site.plan.records.values()),
    )


def yaml_text(params: Params) -> str:
    """Return parameters as the YAML that would give them again."""
    yaml = YAML(typ="safe", pure=True)
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.default_flow_style = None
    yaml.width = 100
    text = io.StringIO()
    yaml.dump(params.model_dump(mode="json", exclude_defaults=True), text)
    return text.getvalue()


def _datasets(plan: Plan) -> Iterable[DatasetView]:
    used = {variant.spec.dataset for study in plan.studies.values() for variant in study.variants}
    for each in (dataset for dataset in plan.datasets.values() if dataset.name in used):
        origin = ORIGINS[each.name]
        stands_for = ORIGINS[each.requested].title if each.name != each.requested else ""
        checksums = tuple(_checksums(origin))
        yield DatasetView(origin.title, stands_for, origin.license, origin.citation, origin.url, each.digest, checksums)


def _checksums(origin: Origin) -> Iterable[tuple[str, str]]:
    for file, payload in origin.files.items():
        yield file, f"md5 {payload.md5}"
    if origin.arrays_sha256:
        yield "images and labels", f"sha256 {origin.arrays_sha256}"


def _facts_by_topic(site: ReportInput) -> dict[str, list[FactView]]:
    """Return the facts by the first part of their name: the study, or `claim`."""
    topics: dict[str, list[FactView]] = {}
    for fact in site.facts.values():
        topics.setdefault(words(fact.name.partition(".")[0]), []).append(_fact(fact, site.plan.params.report.decimals))
    return topics


def _fact(fact: Fact, decimals: int) -> FactView:
    found = interval(fact.low, fact.high, fact.unit, decimals)
    return FactView(
        anchor=fact_anchor(fact.name),
        name=fact.name,
        value=wording.fact_value(fact, decimals),
        n="" if fact.n is None else str(fact.n),
        interval=f"{found} ({percent(fact.confidence)})" if found else "",
        records=record_links(fact.records),
    )


def _record(record: PlannedRecord, site: ReportInput) -> RecordView:
    rows = _rows_of(record.name, site)
    spec = record.spec if isinstance(record.spec, Spec) else None
    return RecordView(
        anchor=record_anchor(record.name),
        name=record.name,
        variants="; ".join(_variants_of(record.name, site)),
        seeds=", ".join(map(str, spec.seeds)) if spec else "",
        tuning_seeds=", ".join(map(str, spec.tuning_seeds)) if spec else "",
        outcome=_outcome(rows) if spec else _check_outcome(record.name, site),
        accuracy=_accuracy(rows, site.plan.params.report.decimals),
        identity=canonical_json(record.identity),
    )


def _rows_of(record: str, site: ReportInput) -> Sequence[Row]:
    """Return a record's runs, from the first study that has it."""
    for tables in site.tables.values():
        rows = [row for row in tables["runs"].rows if row["record"] == record] if "runs" in tables else []
        if rows:
            return rows
    return []


def _variants_of(record: str, site: ReportInput) -> Iterable[str]:
    for study in site.plan.studies.values():
        for variant in study.variants:
            if variant.record == record:
                yield f"{study.name}: {variant.label}" if variant.label else study.name
        if record in study.checks.values():
            yield study.name


def _outcome(rows: Sequence[Row]) -> str:
    diverged = [f"seed {row['seed']} {row['outcome']}" for row in rows if row["outcome"] != "finished"]
    return "; ".join(diverged) or ("finished" if rows else "")


def _check_outcome(record: str, site: ReportInput) -> str:
    rows = [row for tables in site.tables.values() if "checks" in tables for row in tables["checks"].rows]
    outcomes = {row["holds"] for row in rows if row.get("record") == record}
    if not outcomes:
        return ""
    return "holds" if outcomes == {"True"} else "does not hold"


def _accuracy(rows: Sequence[Row], decimals: int) -> str:
    values = [float(text) for row in rows if row["role"] == "report" and (text := row["test_accuracy_percent"])]
    finite = [value for value in values if math.isfinite(value)]
    return quantity(fmean(finite), "%", decimals) if finite else ""
