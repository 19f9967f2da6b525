"""Where everything comes from: parameters, data, versions and facts."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup
from ruamel.yaml import YAML

from groundwork.config.schema import Params
from groundwork.dataset.origins import ORIGINS, Origin
from groundwork.plan import Plan
from groundwork.report import wording
from groundwork.report.inputs import Fact, ReportInput
from groundwork.report.numbers import interval, percent, words
from groundwork.report.prose import REFERENCE
from groundwork.report.record_list import RecordView, view_records
from groundwork.report.references import fact_anchor, record_links
from groundwork.specs import dataset_of


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
class Provenance:
    """Everything that the numbers rest on."""

    params: str
    datasets: tuple[DatasetView, ...]
    versions: tuple[tuple[str, str], ...]
    devices: str
    facts: tuple[tuple[str, tuple[FactView, ...]], ...]
    fact_count: str
    records: tuple[RecordView, ...]


def trace(site: ReportInput) -> Provenance:
    """Return where everything on the page comes from."""
    return Provenance(
        params=yaml_text(site.plan.params),
        datasets=tuple(_datasets(site.plan)),
        versions=tuple(site.versions.items()),
        devices=", ".join(sorted({str(record.identity["device"]) for record in site.plan.records.values()})),
        facts=tuple((topic, tuple(facts)) for topic, facts in _facts_by_topic(site).items()),
        fact_count=f"{len(site.facts):,}",
        records=view_records(site),
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
    used = {dataset_of(record.spec) for record in plan.records.values()}
    for each in (dataset for dataset in plan.datasets.values() if dataset.name in used):
        origin = ORIGINS[each.name]
        stands_for = ORIGINS[each.requested].title if each.name != each.requested else ""
        checksums = tuple(_checksums(origin))
        yield DatasetView(origin.title, stands_for, origin.license, origin.citation, origin.url, each.digest, checksums)


def _checksums(origin: Origin) -> Iterable[tuple[str, str]]:
    for file, payload in origin.files.items():
        yield file, f"md5 {payload.md5}"
    if origin.arrays_sha256:
        yield "its arrays", f"sha256 {origin.arrays_sha256}"


def _facts_by_topic(site: ReportInput) -> dict[str, list[FactView]]:
    """Return the facts that the prose names, by the first part of their name: the study, or `claim`."""
    texts = _texts(site.content.model_dump())
    named = {name for text in texts for kind, name in REFERENCE.findall(text) if kind == "fact"}
    topics: dict[str, list[FactView]] = {}
    for fact in (fact for name, fact in site.facts.items() if name in named):
        topics.setdefault(words(fact.name.partition(".")[0]), []).append(_fact(fact, site.plan.params.report.decimals))
    return topics


def _texts(value: object) -> Iterable[str]:
    """Yield every text inside of dictionaries and tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


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
